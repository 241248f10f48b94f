//! What can go wrong, and what an office is told about it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::ErrorCode;

use crate::event::Event;

/// Why the ledger could not do what it was asked. `Display` is Chinese: what, where, what to do.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The data folder is absent.
    #[error("找不到数据文件夹：{}。请核对所指的位置；新单位请先建立数据文件夹。", .dir.display())]
    FolderMissing {
        /// The folder.
        dir: PathBuf,
    },
    /// A new ledger was asked for where one stands.
    #[error("{}中已有办理记录链，没有新建。请换一个空文件夹，或直接打开原有的。", .dir.display())]
    FolderTaken {
        /// The folder.
        dir: PathBuf,
    },
    /// The file is absent or belongs to another program.
    #[error("{}不是办理记录链。请核对数据文件夹；如文件曾被替换，请用备份恢复。", .path.display())]
    NotALedger {
        /// The database file.
        path: PathBuf,
    },
    /// The database is damaged or was written by halves.
    #[error("{}已损坏或只写了一半，读不出来。请先另存现有文件，再用最近的备份恢复。", .place)]
    Corrupt {
        /// The database file.
        place: String,
    },
    /// The database was written by a later version of this program.
    #[error("{}由更新的版本写成（结构第{found}版，本程序只认到第{known}版）。请升级程序后再打开。", .path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The version found.
        found: i64,
        /// The latest version known here.
        known: i64,
    },
    /// A migration that was applied differs from the one in this program.
    #[error("{}的第{number}次结构变更与本程序所载不一致。请核对程序来源，或用备份恢复。", .path.display())]
    MigrationAltered {
        /// The database file.
        path: PathBuf,
        /// Its number.
        number: i64,
    },
    /// Another program holds the folder.
    #[error("{}正被其他程序占用，等候{waited_s}秒仍不能使用。请先结束正在运行的服务、恢复或迁移，再重试。", .dir.display())]
    Locked {
        /// The folder.
        dir: PathBuf,
        /// How long was waited.
        waited_s: u64,
    },
    /// Another process kept the database for longer than the wait.
    #[error("{place}正忙：其他程序写入过久，本次没有登记。请稍候重试。")]
    Busy {
        /// The database.
        place: String,
    },
    /// The folder or the database cannot be written.
    #[error("{place}不能写入，本次没有登记。请检查文件夹权限和磁盘是否只读。")]
    ReadOnly {
        /// What cannot be written.
        place: String,
    },
    /// The disk is full.
    #[error("{place}所在磁盘已满，本次没有登记。请清理磁盘空间后重试。")]
    DiskFull {
        /// What could not be written.
        place: String,
    },
    /// The operating system refused a file.
    #[error("读写{}时出错。请检查磁盘和文件夹权限后重试。", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Arc<io::Error>,
    },
    /// Somebody else has acted on the matter in between, or the version skips one.
    #[error("件{matter}在此期间已有新的办理记录（{}条），本次没有登记。请查看最新情况后重新办理。", .since.len())]
    Stale {
        /// The matter.
        matter: String,
        /// What happened from the given version on.
        since: Vec<Event>,
    },
    /// The command was carried out before, in another act.
    #[error("命令{command}已经办理过，没有重复登记。请查看该命令原有的办理记录。")]
    RepeatedCommand {
        /// The command.
        command: String,
    },
    /// The end of the chain and its head row do not agree: nothing may be appended.
    #[error(
        "单位{organ}的办理记录链在第{seq}号处不衔接，已停止登记。请执行核验，查明后用备份恢复。"
    )]
    ChainBroken {
        /// The organ.
        organ: String,
        /// Where.
        seq: u64,
    },
    /// An event lacks what every event must carry.
    #[error("办理记录缺少{field}，没有登记。请补全后重试。")]
    FieldMissing {
        /// Chinese name of the field.
        field: &'static str,
    },
    /// A name that may not stand in SQL.
    #[error(
        "数据表的名称不合规定：{name}。只能用小写字母开头，由小写字母、数字和下划线组成，且不与固有名称相同。"
    )]
    NameRefused {
        /// The name.
        name: String,
    },
    /// The columns given are not the columns of the table.
    #[error("数据表{table}应有{expected}列，给出的是{found}列。请先更新数据表，再登记。")]
    ColumnCount {
        /// The table.
        table: String,
        /// Columns of the table.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// A value is not of its column's kind.
    #[error("数据表{table}的{column}列收到的值类型不符，没有登记。请核对该字段的类型。")]
    ValueKind {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column would change its kind.
    #[error("数据表{table}的{column}列改了类型。字段的类型不能更改，请另设新字段。")]
    ColumnChanged {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A stored value cannot be read.
    #[error("{table}表{row}的{column}读不出来，数据可能被改动。请执行核验，查明后用备份恢复。")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row.
        row: String,
    },
    /// A statement for reading would write.
    #[error("查询语句含有写入，没有执行。请改用登记。")]
    NotAReading,
    /// An act was started inside an act, which would wait for itself for ever.
    #[error("登记过程中不能再开始另一次登记。请等前一次登记完成。")]
    Nested,
    /// The act broke off; nothing of it was kept.
    #[error("登记过程意外中断，本次没有登记。请把时间和所办事项告知维护人员。")]
    Panicked {
        /// What it said, for the log.
        message: String,
    },
    /// The writer has ended.
    #[error("办理记录链已经关闭，本次没有登记。请重新打开后重试。")]
    Stopped,
    /// Another text stands under the digest.
    #[error("规则文件{path}与已存的同一摘要内容不同，没有保存。请核对规则包。")]
    RuleFileDiffers {
        /// The file.
        path: String,
    },
    /// The attachment is gone from the folder.
    #[error("附件{id}不在附件文件夹中。请从备份取回该文件，再执行核验。")]
    FileMissing {
        /// Its id.
        id: String,
    },
    /// The attachment is not what was stored.
    #[error("附件{id}与登记时的摘要不符，内容被改动过。请从备份取回该文件，再执行核验。")]
    FileAltered {
        /// Its id.
        id: String,
    },
    /// Something was to be erased without an event that says so.
    #[error("删除{id}之前，本次登记的最后一条办理记录没有写明它。请先登记删除的记录，再删除。")]
    ErasureUnrecorded {
        /// What was to be erased.
        id: String,
    },
    /// The system gives no random numbers.
    #[error("系统不能提供随机数，本次没有登记。请检查操作系统后重试。")]
    NoRandomness,
    /// Any other answer of the database.
    #[error("数据库返回错误（代码{code}），本次没有登记。请执行核验；如仍出现，请告知维护人员。")]
    Database {
        /// SQLite's extended code, or 0.
        code: i32,
        /// What the driver said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
}

/// Stands where an error does not know its file yet.
const SOMEWHERE: &str = "数据文件夹";

impl LedgerError {
    /// A stable English word for scripts and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FolderMissing { .. } => "folder-missing",
            Self::FolderTaken { .. } => "folder-taken",
            Self::NotALedger { .. } => "not-a-ledger",
            Self::Corrupt { .. } => "corrupt",
            Self::Newer { .. } => "newer-version",
            Self::MigrationAltered { .. } => "migration-altered",
            Self::Locked { .. } => "locked",
            Self::Busy { .. } => "busy",
            Self::ReadOnly { .. } => "read-only",
            Self::DiskFull { .. } => "disk-full",
            Self::Io { .. } => "io",
            Self::Stale { .. } => "stale",
            Self::RepeatedCommand { .. } => "repeated-command",
            Self::ChainBroken { .. } => "chain-broken",
            Self::FieldMissing { .. } => "field-missing",
            Self::NameRefused { .. } => "name-refused",
            Self::ColumnCount { .. } => "column-count",
            Self::ValueKind { .. } => "value-kind",
            Self::ColumnChanged { .. } => "column-changed",
            Self::Unreadable { .. } => "unreadable",
            Self::NotAReading => "not-a-reading",
            Self::Nested => "nested",
            Self::Panicked { .. } => "panicked",
            Self::Stopped => "stopped",
            Self::RuleFileDiffers { .. } => "rule-file-differs",
            Self::FileMissing { .. } => "file-missing",
            Self::FileAltered { .. } => "file-altered",
            Self::ErasureUnrecorded { .. } => "erasure-unrecorded",
            Self::NoRandomness => "no-randomness",
            Self::Database { .. } => "database",
        }
    }

    /// Says which file or folder it was, where the error does not know.
    pub(crate) fn at(mut self, path: &Path) -> Self {
        match &mut self {
            Self::Corrupt { place }
            | Self::Busy { place }
            | Self::ReadOnly { place }
            | Self::DiskFull { place }
                if place == SOMEWHERE =>
            {
                *place = path.display().to_string();
            }
            _ => {}
        }
        self
    }

    /// The error of a file operation.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let place = path.display().to_string();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { place },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly { place }
            }
            _ => Self::Io {
                path: path.to_path_buf(),
                source: Arc::new(source),
            },
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let place = SOMEWHERE.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { place },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { place },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { place },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { place },
            _ => {
                let code = error.sqlite_error().map_or(0, |inner| inner.extended_code);
                Self::Database {
                    code,
                    source: Arc::new(error),
                }
            }
        }
    }
}

/// Why an act was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ActError<E> {
    /// The act itself said no; nothing of it was kept, other acts are not touched.
    #[error("{0}")]
    Refused(E),
    /// The ledger could not carry it out.
    #[error("{0}")]
    Ledger(LedgerError),
}

impl<E> From<LedgerError> for ActError<E> {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
