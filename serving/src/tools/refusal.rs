//! What tools are told, in the words of the OCI distribution specification.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// How a token is shown.
pub(super) const CHALLENGE: &str = "Basic realm=\"layerw\", charset=\"UTF-8\"";

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    BlobUnknown,
    BlobUploadInvalid,
    BlobUploadUnknown,
    Denied,
    DigestInvalid,
    ManifestBlobUnknown,
    ManifestInvalid,
    ManifestUnknown,
    NameUnknown,
    RangeInvalid,
    SizeInvalid,
    TooManyRequests,
    Unauthorized,
    Unsupported,
}

impl Refusal {
    fn words(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BlobUnknown => (
                StatusCode::NOT_FOUND,
                "BLOB_UNKNOWN",
                "there is no such blob",
            ),
            Self::BlobUploadInvalid => (
                StatusCode::BAD_REQUEST,
                "BLOB_UPLOAD_INVALID",
                "the upload ended before it was whole",
            ),
            Self::BlobUploadUnknown => (
                StatusCode::NOT_FOUND,
                "BLOB_UPLOAD_UNKNOWN",
                "there is no such upload: begin it anew",
            ),
            Self::Denied => (
                StatusCode::FORBIDDEN,
                "DENIED",
                "nobody writes here: the operator gave no token",
            ),
            Self::DigestInvalid => (
                StatusCode::BAD_REQUEST,
                "DIGEST_INVALID",
                "the bytes are not what the digest says",
            ),
            Self::ManifestBlobUnknown => (
                StatusCode::NOT_FOUND,
                "MANIFEST_BLOB_UNKNOWN",
                "the manifest names what is not here",
            ),
            Self::ManifestInvalid => (
                StatusCode::BAD_REQUEST,
                "MANIFEST_INVALID",
                "this is no manifest that can be kept",
            ),
            Self::ManifestUnknown => (
                StatusCode::NOT_FOUND,
                "MANIFEST_UNKNOWN",
                "there is no such manifest",
            ),
            Self::NameUnknown => (
                StatusCode::NOT_FOUND,
                "NAME_UNKNOWN",
                "there is no such name",
            ),
            Self::RangeInvalid => (
                StatusCode::RANGE_NOT_SATISFIABLE,
                "BLOB_UPLOAD_INVALID",
                "this piece does not follow the last one",
            ),
            Self::SizeInvalid => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "SIZE_INVALID",
                "this is longer than anything may be",
            ),
            Self::TooManyRequests => (
                StatusCode::TOO_MANY_REQUESTS,
                "TOOMANYREQUESTS",
                "too many uploads are under way",
            ),
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                "UNAUTHORIZED",
                "show the operator's token, as a password or as a bearer",
            ),
            Self::Unsupported => (
                StatusCode::METHOD_NOT_ALLOWED,
                "UNSUPPORTED",
                "this is not done here",
            ),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = self.words();
        let text = json!({ "errors": [{ "code": code, "message": message }] }).to_string();
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (status, kind, text).into_response();
        if self == Self::Unauthorized {
            let value = HeaderValue::from_static(CHALLENGE);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}
