//! API versions.

/// Why a text is not an API version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an API version has the form 67.0")]
pub struct ApiVersionProblem;

/// A version of Salesforce's APIs, such as `67.0`. The number after the point is always 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// The version with this number before the point.
    pub const fn new(major: u16) -> Self {
        Self(major)
    }

    /// The number before the point.
    pub const fn major(self) -> u16 {
        self.0
    }

    /// Reads `67.0` or `v67.0`.
    pub fn parse(text: &str) -> Result<Self, ApiVersionProblem> {
        let digits = text.strip_prefix('v').unwrap_or(text).strip_suffix(".0").ok_or(ApiVersionProblem)?;
        let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || digits.starts_with('0') {
            return Err(ApiVersionProblem);
        }
        digits.parse().map(Self).map_err(|_| ApiVersionProblem)
    }
}

impl std::fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

impl std::str::FromStr for ApiVersion {
    type Err = ApiVersionProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl serde::Serialize for ApiVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for ApiVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_order_as_numbers() {
        assert!(ApiVersion::parse("9.0").unwrap() < ApiVersion::parse("67.0").unwrap());
        assert_eq!(ApiVersion::new(67).to_string(), "67.0");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["67", "67.1", "067.0", ".0", "-7.0", "vv67.0", "6 7.0", ""] {
            assert!(ApiVersion::parse(text).is_err(), "{text}");
        }
    }
}
