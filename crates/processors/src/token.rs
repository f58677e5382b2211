//! The tokens that open WebSocket connections: JSON Web Tokens signed with HMAC-SHA-256 (RFC 7519).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The shortest secret accepted, in bytes: as long as the signature (RFC 7518, 3.2).
pub const LEAST_SECRET: usize = 32;

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No secret is configured, or one shorter than [`LEAST_SECRET`].
    #[error("no secret of at least {LEAST_SECRET} bytes is configured")]
    Secret,
    /// It is not a token of ours.
    #[error("the token is malformed")]
    Malformed,
    /// It was not signed with the secret.
    #[error("the token's signature is wrong")]
    Signature,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
}

/// A token with which `user_id` may connect until `expires`.
///
/// # Errors
/// [`TokenError::Secret`] for a secret that is too short.
pub fn issue(secret: &str, user_id: &str, expires: Timestamp) -> Result<String, TokenError> {
    let key = key(secret)?;
    let claims = Claims {
        sub: user_id.to_owned(),
        exp: expires.as_second(),
    };
    let header = encode(&json!({"alg": "HS256", "typ": "JWT"}).to_string());
    let signed = format!("{header}.{}", encode(&json!(claims).to_string()));
    let signature = hmac::sign(&key, signed.as_bytes());
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The user whom a token lets in.
///
/// # Errors
/// Whichever check failed first: secret, form, signature, time.
pub fn verify(secret: &str, token: &str, now: Timestamp) -> Result<String, TokenError> {
    let key = key(secret)?;
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    if decode::<Value>(header)?["alg"] != "HS256" {
        return Err(TokenError::Malformed);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| TokenError::Malformed)?;
    hmac::verify(&key, signed.as_bytes(), &signature).map_err(|_| TokenError::Signature)?;
    let claims: Claims = decode(claims)?;
    match claims {
        Claims { exp, .. } if exp <= now.as_second() => Err(TokenError::Expired),
        Claims { sub, .. } if sub.is_empty() => Err(TokenError::Malformed),
        Claims { sub, .. } => Ok(sub),
    }
}

fn key(secret: &str) -> Result<hmac::Key, TokenError> {
    if secret.len() < LEAST_SECRET {
        return Err(TokenError::Secret);
    }
    Ok(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
}

fn encode(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn decode<T: for<'a> Deserialize<'a>>(part: &str) -> Result<T, TokenError> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    const SECRET: &str = "a secret of more than thirty-two bytes";
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn token() -> String {
        issue(SECRET, "user-1", NOW + 1.hours()).unwrap()
    }

    #[test]
    fn a_token_lets_its_user_in_until_it_expires() {
        assert_eq!(
            verify(SECRET, &token(), NOW + 59.minutes()),
            Ok("user-1".into())
        );
        assert_eq!(
            verify(SECRET, &token(), NOW + 1.hours()),
            Err(TokenError::Expired)
        );
    }

    #[test]
    fn another_secret_or_changed_claims_are_refused() {
        let other = "another secret of more than 32 bytes!!";
        assert_eq!(verify(other, &token(), NOW), Err(TokenError::Signature));
        let forged = encode(&json!({"sub": "admin", "exp": i64::MAX}).to_string());
        let token = token();
        let parts: Vec<_> = token.split('.').collect();
        let token = format!("{}.{forged}.{}", parts[0], parts[2]);
        assert_eq!(verify(SECRET, &token, NOW), Err(TokenError::Signature));
    }

    #[test]
    fn a_token_without_signature_is_refused() {
        let header = encode(&json!({"alg": "none"}).to_string());
        let claims = encode(&json!({"sub": "admin", "exp": i64::MAX}).to_string());
        let bare = format!("{header}.{claims}.");
        assert_eq!(verify(SECRET, &bare, NOW), Err(TokenError::Malformed));
    }

    #[test]
    fn nobody_comes_in_without_a_secret() {
        assert_eq!(verify("", &token(), NOW), Err(TokenError::Secret));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_let_in(text: String) {
            proptest::prop_assert!(verify(SECRET, &text, NOW).is_err());
        }
    }
}
