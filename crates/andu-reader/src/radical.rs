//! Radicals for characters: files made by way of some fonts say ⼀ or ⻓ where 一 or 长 is printed.

/// What is printed for U+2F00 and those that follow.
const KANGXI: &str = "\
一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕\
大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日\
曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行\
衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音\
頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// What is printed for those of the supplement that fonts confuse.
const SUPPLEMENT: &str = "\
⺁厂⺇几⺈刀⺌小⺒巳⺓幺⺔彑⺗心⺙攵⺛旡⺝月⺟母⺠民⺡氵⺢水⺣灬\
⺧牛⺪疋⺫目⺬示⺮竹⺰纟⺱网⺶羊⺷羊⺸羊⺹老⺻聿⺼月⺾艹⻁虎⻂衤\
⻃西⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻎辶⻐钅⻓长⻔门⻖阝⻘青⻙韦⻚页\
⻛风⻜飞⻝食⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

/// The character that a radical is printed as; any other character is itself.
pub(crate) fn printed(c: char) -> char {
    match c {
        '\u{2f00}'..='\u{2fd5}' => {
            let place = c as usize - 0x2f00;
            KANGXI.chars().nth(place).unwrap_or(c)
        }
        '\u{2e80}'..='\u{2ef3}' => {
            let mut all = SUPPLEMENT.chars();
            while let (Some(radical), Some(own)) = (all.next(), all.next()) {
                if radical == c {
                    return own;
                }
            }
            c
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{KANGXI, printed};

    #[test]
    fn radicals_are_read_as_the_characters_they_look_like() {
        assert_eq!(KANGXI.chars().count(), 0xd6);
        let read: String = "⼀⽅⾯⻓⻔⼈⽒".chars().map(printed).collect();
        assert_eq!(read, "一方面长门人氏");
        assert_eq!(printed('件'), '件');
    }
}
