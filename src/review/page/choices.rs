//! What a line can be made instead: the colours its product comes in.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::ObjectionView;
use crate::entity::Scope;
use crate::entity::ids::{LineId, ProductId};
use crate::matching::{colours, specification};
use crate::review::objection::Doubt;
use crate::review::order::{Line, ReviewError};

/// The colours to choose from, likeliest first, for each line whose colour is in doubt.
pub(super) async fn colours(
    db: &impl ConnectionTrait, scope: &Scope, lines: &[Line], objections: &[ObjectionView],
) -> Result<HashMap<LineId, Vec<String>>, ReviewError> {
    let is_about_colour = |objection: &&ObjectionView| {
        objection.settled_by.is_none()
            && matches!(objection.doubt, Doubt::UnknownColour { .. } | Doubt::ColourNotStated { .. })
    };
    let doubted: Vec<LineId> =
        objections.iter().filter(is_about_colour).filter_map(|objection| objection.line).collect();
    let lines: Vec<&Line> = lines.iter().filter(|line| doubted.contains(&line.row.id)).collect();
    let products: Vec<ProductId> = lines.iter().filter_map(|line| line.row.product_id).collect();
    let known = specification::load(db, scope, &products).await?;
    let of_line = |line: &&Line| {
        let row = &line.row;
        let ours: Vec<String> =
            known.get(&row.product_id?)?.materials.iter().map(|material| material.colour.clone()).collect();
        let written: Vec<&str> =
            [&row.colour, &row.code, &row.description].into_iter().filter_map(|text| text.as_deref()).collect();
        Some((row.id, colours::likeliest_first(&ours, &written)))
    };
    Ok(lines.iter().filter_map(of_line).collect())
}
