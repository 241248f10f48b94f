//! What a request asks for: its path, and the query as names and values.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// Path and query of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub path: String,
    pub pairs: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn new(path: &str, query: &str) -> Asked {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Asked {
            path: path.to_owned(),
            pairs: pairs.into_owned().collect(),
        }
    }

    /// What was given under a name; a field left empty was not given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.pairs.iter().filter(|(key, _)| key == name);
        let text = named.next().map(|(_, value)| value.trim());
        text.filter(|text| !text.is_empty())
    }

    /// As [`Asked::get`], for putting back into a form.
    pub(crate) fn typed(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        Ok(Asked::new(
            parts.uri.path(),
            parts.uri.query().unwrap_or_default(),
        ))
    }
}

/// A path with a query.
pub(crate) fn address<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, value);
    }
    let query = query.finish();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    }
}

/// One segment of a path: official numbers hold brackets and Chinese.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_were_not_given() {
        let asked = Asked::new("/", "unit=+%E5%8E%BF+&state=&large=1");
        assert_eq!(asked.get("unit"), Some("县"));
        assert_eq!(asked.get("state"), None);
        assert_eq!(asked.typed("none"), "");
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(address("/", []), "/");
        assert_eq!(
            address("/a", [("where", "a = '1' & b")]),
            "/a?where=a+%3D+%271%27+%26+b"
        );
        assert_eq!(segment("a〔1〕/?"), "a%E3%80%941%E3%80%95%2F%3F");
    }
}
