//! What can go wrong on the way to a page, as a page: what, where, what to do.

use std::error::Error;

use andu_office::{FigureError, OfficeError, new_command};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::site::{Nav, Site};

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("没有“{path}”这一页。请核对地址，或从上面的栏目进入。")]
    NoPage { path: String },
    #[error("没有件号或编号为“{id}”的件。请核对号码，或从台账中查找。")]
    NoMatter { id: String },
    #[error("编号“{id}”对应{count}件。请从台账中查找，按件打开。")]
    Ambiguous { id: String, count: usize },
    #[error("规则包中没有标识为“{id}”的程序。请从台账目录中选择。")]
    NoProcedure { id: String },
    #[error("规则包中没有标识为“{id}”的指标。请从指标目录中选择。")]
    NoIndicator { id: String },
    #[error("{0}")]
    Usage(String),
    #[error("本页只供查看，不能提交。请从上面的栏目重新进入。")]
    NotAllowed,
    #[error(
        "请求的网址不是本机地址，为防止其他网站借浏览器读取记录，没有打开。请用127.0.0.1或localhost打开。"
    )]
    Elsewhere,
    #[error(
        "这次提交不是从本系统的网页发出的，没有接受，也没有改动任何记录。请从上面的栏目进入，重新填写提交。"
    )]
    Foreign,
    #[error(
        "这个网页打开之后服务重新启动过，提交没有接受，也没有改动任何记录。请返回上一页刷新后重新提交。"
    )]
    Stale,
    #[error(
        "没有找到这次上传的文件：未登记的文件只在内存中保留一小时，服务重新启动也会清除。没有改动任何记录，请重新上传。"
    )]
    Gone,
    #[error(
        "选择了“涉密”，文件没有读，也没有保存（涉密不上网）。请立即联系保密员，按保密规定处理该文件。"
    )]
    Secret,
    #[error("读取记录时出错，没有改动任何记录。请稍后重试；仍不成功的，请把事件编号告诉管理员。")]
    Office(#[source] OfficeError),
    #[error("网页没有做成，没有改动任何记录。请把事件编号告诉管理员。")]
    Render(#[source] askama::Error),
    #[error("处理中断，没有改动任何记录。请把事件编号告诉管理员。")]
    Stopped(#[source] tokio::task::JoinError),
}

impl Fault {
    pub(crate) fn usage(sentence: impl Into<String>) -> Fault {
        Fault::Usage(sentence.into())
    }

    fn status(&self) -> StatusCode {
        match self {
            Fault::NoPage { .. }
            | Fault::NoMatter { .. }
            | Fault::NoProcedure { .. }
            | Fault::NoIndicator { .. }
            | Fault::Gone => StatusCode::NOT_FOUND,
            Fault::Ambiguous { .. } | Fault::Usage(_) => StatusCode::BAD_REQUEST,
            Fault::Foreign | Fault::Stale | Fault::Secret => StatusCode::FORBIDDEN,
            Fault::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Fault::Elsewhere => StatusCode::MISDIRECTED_REQUEST,
            Fault::Office(_) | Fault::Render(_) | Fault::Stopped(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn title(&self) -> &'static str {
        if matches!(self, Fault::Secret) {
            return "没有保存";
        }
        match self.status() {
            StatusCode::FORBIDDEN => "没有接受",
            StatusCode::NOT_FOUND => "没有找到",
            StatusCode::INTERNAL_SERVER_ERROR => "出了故障",
            _ => "不能打开",
        }
    }
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Fault {
        match error {
            OfficeError::NoMatter { id } => Fault::NoMatter { id },
            OfficeError::Ambiguous { id, count } => Fault::Ambiguous { id, count },
            OfficeError::Usage(sentence) => Fault::Usage(sentence),
            error @ OfficeError::NoRecords { .. } => Fault::Usage(error.to_string()),
            OfficeError::Figures(inner) => match *inner {
                FigureError::UnknownIndicator { id } => Fault::NoIndicator { id },
                error @ (FigureError::Period { .. } | FigureError::Cursor { .. }) => {
                    Fault::Usage(error.to_string())
                }
                other => Fault::Office(OfficeError::Figures(Box::new(other))),
            },
            other => Fault::Office(other),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/fault.html")]
struct FaultPage {
    site: Site,
    title: &'static str,
    sentence: String,
    /// What the office itself says about a fault of its own.
    more: Option<String>,
    /// Under which number the log tells more.
    incident: Option<String>,
}

/// The page that tells a fault; one of ours is logged under a number that the page shows.
pub(crate) fn answer(fault: &Fault, site: Site) -> Response {
    let status = fault.status();
    let incident = (status == StatusCode::INTERNAL_SERVER_ERROR).then(|| {
        let incident = new_command(site.at).unwrap_or_else(|_| "0".to_owned());
        log(&incident, fault);
        incident
    });
    let more = match fault {
        Fault::Office(error) => Some(error.to_string()),
        _ => None,
    };
    let page = FaultPage {
        site,
        title: fault.title(),
        sentence: fault.to_string(),
        more,
        incident,
    };
    page_of(status, &page).unwrap_or_else(|error| {
        log("fault-page", &error);
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "网页没有做成。请联系管理员。",
        )
            .into_response()
    })
}

/// Writes an error and what caused it to the log.
pub(crate) fn log(incident: &str, error: &dyn Error) {
    let mut line = format!("incident={incident} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(&format!("；{error}"));
        cause = error.source();
    }
    eprintln!("{line}");
}

/// No page under this address.
pub(crate) async fn no_page(State(app): State<App>, asked: Asked) -> Response {
    let path = asked.path.clone();
    app.answer(asked, Nav::Nowhere, |_, _, _| Err(Fault::NoPage { path }))
        .await
}

/// A page was asked to change something.
pub(crate) async fn not_allowed(State(app): State<App>, asked: Asked) -> Response {
    app.answer(asked, Nav::Nowhere, |_, _, _| Err(Fault::NotAllowed))
        .await
}
