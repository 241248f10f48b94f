//! Help and call errors in Chinese: what clap says of itself, said as an office would.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::args::Format;
use crate::outcome::Failure;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Puts Chinese headings on a command and all below it.
pub fn in_chinese(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .next_help_heading("选项")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示帮助")
                .help_heading("选项"),
        );
    if command.get_version().is_some() {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version);
        command = command.arg(version.help("显示版本").help_heading("选项"));
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() {
            "参数"
        } else {
            "选项"
        };
        let takes_value = arg.get_action().takes_values();
        let arg = arg.help_heading(heading);

        if takes_value {
            arg.hide_default_value(true)
        } else {
            arg
        }
    });
    for name in names {
        command = command.mut_subcommand(name, in_chinese);
    }
    command
}

/// Clap writes a few words of its own into every help; this is the whole list of them.
fn translated(error: &clap::Error) -> String {
    let words = [("[OPTIONS]", "[选项]"), ("Possible values:", "可用的值：")];
    let help = error.render().to_string();
    let help = words
        .iter()
        .fold(help, |help, (word, term)| help.replace(word, term));
    let mut lines: Vec<_> = help.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

/// Prints what is wrong with a call, or the help that was asked for.
pub fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            say_on!("{}", translated(error));
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", translated(error));
            return ExitCode::from(2);
        }
        _ => {}
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let (named, value) = (
        context(ContextKind::InvalidArg),
        context(ContextKind::InvalidValue),
    );
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{named}”这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少{named}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("选项{named}没有写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = context(ContextKind::ValidValue);
            let known = if known.is_empty() {
                known
            } else {
                format!("，可用：{known}")
            };
            format!("选项{named}的值“{value}”不能用{known}")
        }
        ErrorKind::ArgumentConflict => {
            format!("{named}不能与{}同时使用", context(ContextKind::PriorArg))
        }
        _ => format!("命令写得不对：{named}{value}"),
    };
    Failure::usage(format!("{message}。请加 --help 查看用法和例子。")).tell(wanted())
}

/// The format that a call asks for which could not be read as a whole.
fn wanted() -> Format {
    let words: Vec<_> = std::env::args_os().collect();
    let asks = |pair: &[std::ffi::OsString]| pair[0] == "--format" && pair[1] == "json";
    match words.windows(2).any(asks) || words.iter().any(|word| word == "--format=json") {
        true => Format::Json,
        false => Format::Text,
    }
}
