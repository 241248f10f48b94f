//! Reads statutes and the articles that rules cite.

use jiff::civil::Date;

use crate::{
    model::{Article, Statute},
    read::{notes::bare_article, procedure::in_force, table::Table},
};

/// Reads one version of an instrument.
pub(crate) fn statute(
    mut table: Table<'_>,
    folder: &str,
    date: Option<Date>,
    file: String,
) -> Statute {
    let title = table.need_text("title");
    table.owner = format!(
        "文件“{}”",
        if title.value.is_empty() {
            folder
        } else {
            &title.value
        }
    );
    if title.value.contains(['《', '》']) {
        let message = format!("{}的 title 带了书名号", table.owner);
        table
            .faults
            .error(title.place, "title-with-marks", message, "请去掉书名号");
    }
    let id = table.need_text("id");
    if !id.value.is_empty() && id.value != folder {
        let message = format!(
            "{}的 id 写作“{}”，文件夹名是“{folder}”",
            table.owner, id.value
        );
        let remedy = format!("请把 id 改为“{folder}”，或者把文件移到同名的文件夹");
        table
            .faults
            .error(id.place, "id-not-folder", message, remedy);
    }
    let number = table.text("number").map(|number| number.value);
    let issuer = table.need_text("issuer").value;
    let adopted = table.date("adopted");
    let in_force = in_force(&table, date);
    if let Some(adopted) = &adopted
        && adopted.value > in_force.from
    {
        let message = format!(
            "{}通过于 {}，晚于施行的 {}",
            table.owner, adopted.value, in_force.from
        );
        table.faults.error(
            adopted.place,
            "adopted-after-force",
            message,
            "请核对通过日期和施行日期",
        );
    }
    let articles = articles(&table);
    table.finish();
    Statute {
        id: folder.to_owned(),
        title: title.value,
        number,
        issuer,
        adopted: adopted.map(|adopted| adopted.value),
        in_force,
        articles,
        file,
    }
}

fn articles(table: &Table<'_>) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for article in table.tables("article", &format!("{}的条文", table.owner)) {
        let number = article.need_text("number");
        let says = article.need_text("says").value;
        let bare = bare_article(&number.value).to_owned();
        if articles.iter().any(|known| known.number == bare) {
            let message = format!("{}“第{bare}条”写了两次", article.owner);
            let remedy = "请把两处合并为一处";
            article
                .faults
                .error(number.place, "duplicate-article", message, remedy);
        } else if !bare.is_empty() {
            articles.push(Article {
                number: bare,
                says,
                span: number.place.span,
            });
        }
        article.finish();
    }
    articles
}
