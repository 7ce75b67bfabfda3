//! Whether the numbers of an electronic order agree. What does not agree is marked, never corrected.

use rust_decimal::Decimal;

use crate::extraction::found::{FoundLine, FoundOrder};
use crate::units::Millionths;

/// Charges less allowances that stand beside the prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Extras {
    /// Of each line.
    pub lines: Vec<Decimal>,
    /// Of the order as a whole, before tax.
    pub order: Decimal,
    /// Behind the tax: rounding, less what was paid before.
    pub behind_tax: Decimal,
    /// Whether the stated total leaves tax and charges out, as in cXML.
    pub is_net_total: bool,
}

/// Half a cent, and a hair for amounts that were rounded twice.
const CENT: Decimal = Decimal::from_parts(51, 0, 0, false, 4);

/// Quantity × price ÷ base, less a discount in percent.
fn product(line: &FoundLine) -> Option<Decimal> {
    let per = line.price_per.value().copied().unwrap_or(Millionths::whole(1)).to_decimal();
    let gross = line.quantity.value()?.to_decimal().checked_mul(line.unit_price.value()?.to_decimal())?;
    let percent = line.discount_percent.value().copied().unwrap_or_default().to_decimal();
    let rate = Decimal::ONE_HUNDRED.checked_sub(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    gross.checked_div(per)?.checked_mul(rate)
}

/// What a line comes to: as stated, otherwise as computed.
fn amount(line: &FoundLine, extra: Decimal) -> Option<Decimal> {
    let stated = line.line_total.value().map(|total| total.to_decimal());
    stated.or_else(|| product(line)?.checked_add(extra))
}

/// Checks every line, the net sum and the total.
pub(super) fn check(order: &mut FoundOrder, extras: &Extras) {
    let extra = |at: usize| extras.lines.get(at).copied().unwrap_or_default();
    for (at, line) in order.lines.iter_mut().enumerate() {
        let (Some(stated), Some(product)) = (line.line_total.value().map(|total| total.to_decimal()), product(line))
        else {
            continue;
        };
        let is_so = (stated - product).abs() <= CENT || (stated - product - extra(at)).abs() <= CENT;
        if !is_so && line.line_total.doubt.is_none() {
            line.line_total.doubt = Some("line_total_differs".to_owned());
        }
    }
    let amounts: Option<Vec<Decimal>> =
        order.lines.iter().enumerate().map(|(at, line)| amount(line, extra(at))).collect();
    let sum = amounts.filter(|amounts| !amounts.is_empty()).map(|amounts| amounts.iter().sum::<Decimal>());
    let slack = CENT * Decimal::from(order.lines.len().max(1));
    let near = |a: Decimal, b: Decimal| (a - b).abs() <= slack;
    let plain = |value: Option<&Millionths>| value.map(|value| value.to_decimal());
    let (net, tax, total) = (plain(order.subtotal.value()), plain(order.tax_total.value()), plain(order.total.value()));
    if let (Some(sum), Some(net)) = (sum, net)
        && !near(sum, net)
        && !near(sum + extras.order, net)
    {
        order.subtotal.doubt = Some("subtotal_differs".to_owned());
    }
    let due = net.or(sum.map(|sum| sum + extras.order));
    if let (Some(due), Some(total)) = (due, total) {
        let whole = due + tax.unwrap_or_default() + extras.behind_tax;
        let bare = sum.filter(|_| extras.is_net_total);
        if !near(whole, total) && !bare.is_some_and(|bare| near(bare, total)) {
            order.total.doubt = Some("total_differs".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Field, Found, Origin};

    fn number(text: &str) -> Field<Millionths> {
        let origin = Origin::Computed { from: Vec::new() };
        Field::one(Found { value: text.parse().unwrap(), origin, rule: "test".to_owned() })
    }

    fn order(lines: &[(&str, &str, &str)], (net, tax, total): (&str, &str, &str)) -> FoundOrder {
        let line = |(quantity, price, total): &(&str, &str, &str)| FoundLine {
            quantity: number(quantity),
            unit_price: number(price),
            line_total: number(total),
            ..FoundLine::default()
        };
        FoundOrder {
            lines: lines.iter().map(line).collect(),
            subtotal: number(net),
            tax_total: number(tax),
            total: number(total),
            ..FoundOrder::default()
        }
    }

    #[test]
    fn allowances_and_charges_are_counted_where_they_stand() {
        let mut one = order(&[("120", "50", "6300"), ("15", "15", "225")], ("6272.50", "100", "6363"));
        let extras = Extras {
            lines: vec![Decimal::from(300), Decimal::ZERO],
            order: Decimal::new(-25250, 2),
            behind_tax: Decimal::new(-950, 2),
            is_net_total: false,
        };
        check(&mut one, &extras);
        let doubts = [&one.lines[0].line_total.doubt, &one.subtotal.doubt, &one.total.doubt];
        assert_eq!(doubts, [&None, &None, &None]);
    }

    #[test]
    fn what_does_not_add_up_is_doubted_where_it_stands() {
        let mut one = order(&[("100", "100", "100")], ("200", "0", "100"));
        check(&mut one, &Extras::default());
        assert_eq!(one.lines[0].line_total.doubt.as_deref(), Some("line_total_differs"));
        assert_eq!(one.subtotal.doubt.as_deref(), Some("subtotal_differs"));
        assert_eq!(one.total.doubt.as_deref(), Some("total_differs"));
        assert_eq!(one.lines[0].line_total.value(), Some(&Millionths::whole(100)), "and stays as it is stated");
    }
}
