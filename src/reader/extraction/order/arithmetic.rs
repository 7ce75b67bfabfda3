//! Whether the numbers of an order agree. What does not agree is marked, never corrected.

use rust_decimal::Decimal;

use crate::evidence::{Field, Found, Origin};
use crate::extraction::found::{FoundLine, FoundOrder};
use crate::units::Millionths;

/// Doubt on a line total that is not quantity × price ÷ price base.
pub(crate) const LINE_TOTAL_DIFFERS: &str = "line_total_differs";
/// Doubt on a subtotal that is not the sum of the lines.
pub(crate) const SUBTOTAL_DIFFERS: &str = "subtotal_differs";
/// Doubt on a total that is not subtotal and tax.
pub(crate) const TOTAL_DIFFERS: &str = "total_differs";
/// Doubt on a price base that is not printed but follows from the total.
pub(crate) const PRICE_BASE_COMPUTED: &str = "price_base_computed";

/// Quantity × price ÷ base, less a discount in percent.
fn product(quantity: Millionths, price: Millionths, per: Millionths, discount: Option<Millionths>) -> Option<Decimal> {
    let gross = quantity.to_decimal().checked_mul(price.to_decimal())?.checked_div(per.to_decimal())?;
    let rate = Decimal::ONE_HUNDRED.checked_sub(discount.unwrap_or_default().to_decimal())?;
    gross.checked_mul(rate)?.checked_div(Decimal::ONE_HUNDRED)
}

/// Whether a printed amount is this exact value, rounded in either way.
fn is_rounded(printed: Millionths, exact: Decimal) -> bool {
    (printed.to_decimal() - exact).abs() <= Decimal::new(51, 4)
}

/// Checks one line and uses its arithmetic as evidence:
///
/// * a number that could be read in two ways takes the only reading under which the line adds up;
/// * a price base that is not printed is computed when 100 or 1000, and not 1, makes the line add up;
/// * a total that does not agree is marked.
pub(crate) fn check_line(line: &mut FoundLine) {
    let discount = line.discount_percent.value().copied();
    decide_by_total(line, discount);
    let (Some(&quantity), Some(&price), Some(&total)) =
        (line.quantity.value(), line.unit_price.value(), line.line_total.value())
    else {
        return;
    };
    let per = line.price_per.value().copied();
    let fits = |per: Millionths| product(quantity, price, per, discount).is_some_and(|exact| is_rounded(total, exact));
    if fits(per.unwrap_or(Millionths::whole(1))) {
        return;
    }
    let base = [100, 1000].into_iter().map(Millionths::whole).find(|&base| fits(base));
    match (per, base) {
        (None, Some(base)) => {
            let from = [line.quantity.chosen(), line.unit_price.chosen(), line.line_total.chosen()];
            let from = from.into_iter().flatten().flat_map(|found| found.origin.places().to_vec()).collect();
            line.price_per = Field::one(Found {
                value: base,
                origin: Origin::Computed { from },
                rule: "line_arithmetic".to_owned(),
            });
            line.price_per.doubt = Some(PRICE_BASE_COMPUTED.to_owned());
        }
        _ => line.line_total.doubt = Some(LINE_TOTAL_DIFFERS.to_owned()),
    }
}

/// Chooses among two readings of quantity, price and total the only combination that adds up.
fn decide_by_total(line: &mut FoundLine, discount: Option<Millionths>) {
    let is_open = |field: &Field<Millionths>| field.chosen.is_none() && field.candidates.len() == 2;
    if ![&line.quantity, &line.unit_price, &line.line_total].into_iter().any(is_open) {
        return;
    }
    let choices = |field: &Field<Millionths>| match field.chosen {
        Some(chosen) => vec![chosen],
        None => (0..field.candidates.len()).collect(),
    };
    let per = line.price_per.value().copied().unwrap_or(Millionths::whole(1));
    let mut fitting = Vec::new();
    for quantity in choices(&line.quantity) {
        for price in choices(&line.unit_price) {
            for total in choices(&line.line_total) {
                let value = |field: &Field<Millionths>, at: usize| field.candidates[at].value;
                let exact = product(value(&line.quantity, quantity), value(&line.unit_price, price), per, discount);
                if exact.is_some_and(|exact| is_rounded(value(&line.line_total, total), exact)) {
                    fitting.push((quantity, price, total));
                }
            }
        }
    }
    if let [(quantity, price, total)] = fitting[..] {
        for (field, at) in
            [(&mut line.quantity, quantity), (&mut line.unit_price, price), (&mut line.line_total, total)]
        {
            field.chosen = Some(at);
            field.doubt = None;
        }
    }
}

/// Checks the sums of an order: lines against subtotal, subtotal with tax and extras against total.
pub(crate) fn check_sums(order: &mut FoundOrder, extras: &[Millionths]) {
    let lines: Option<Vec<Decimal>> = order.lines.iter().map(amount).collect();
    let sum = lines.filter(|lines| !lines.is_empty()).map(|lines| lines.into_iter().sum::<Decimal>());
    // Rounding each line may move the sum by half a cent a line.
    let slack = Decimal::new(51, 4) * Decimal::from(order.lines.len().max(1));
    let extra: Decimal = extras.iter().map(|extra| extra.to_decimal()).sum();
    let near = |a: Decimal, b: Decimal| (a - b).abs() <= slack;
    let (subtotal, tax, total) =
        (order.subtotal.value().copied(), order.tax_total.value().copied(), order.total.value().copied());
    if sum.is_some_and(|sum| is_with_tax(sum, (subtotal, tax, total), slack)) {
        return;
    }
    if let (Some(sum), Some(subtotal)) = (sum, subtotal)
        && !near(sum, subtotal.to_decimal())
        && !near(sum + extra, subtotal.to_decimal())
    {
        order.subtotal.doubt = Some(SUBTOTAL_DIFFERS.to_owned());
    }
    let net = subtotal.map(Millionths::to_decimal).or(sum);
    if let (Some(net), Some(total)) = (net, total) {
        let due = net + tax.map_or(Decimal::ZERO, Millionths::to_decimal);
        if !near(due, total.to_decimal()) && !near(due + extra, total.to_decimal()) {
            order.total.doubt = Some(TOTAL_DIFFERS.to_owned());
        }
    }
}

/// Whether prices and sums of lines have the tax in them: together they are the total, and the tax that is printed is within
/// it, beside a net sum that makes it up, or at a rate that is charged somewhere.
fn is_with_tax(
    sum: Decimal, (net, tax, total): (Option<Millionths>, Option<Millionths>, Option<Millionths>), slack: Decimal,
) -> bool {
    const RATES: [i64; 15] = [4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 18, 19, 20, 21, 25];
    let near = |a: Decimal, b: Decimal| (a - b).abs() <= slack;
    let (Some(tax), Some(total)) = (tax.filter(|tax| tax.0 > 0), total.map(Millionths::to_decimal)) else {
        return false;
    };
    let tax = tax.to_decimal();
    near(sum, total)
        && match net {
            Some(net) => near(net.to_decimal() + tax, total),
            None => RATES.iter().any(|&rate| {
                let rate = Decimal::from(rate);
                near(total * rate / (Decimal::ONE_HUNDRED + rate), tax)
            }),
        }
}

/// The printed total of a line, or the product of its values where no total is printed.
fn amount(line: &FoundLine) -> Option<Decimal> {
    line.line_total.value().map(|total| total.to_decimal()).or_else(|| {
        product(
            *line.quantity.value()?,
            *line.unit_price.value()?,
            line.price_per.value().copied().unwrap_or(Millionths::whole(1)),
            None,
        )
    })
}

/// Whether an order's own sums confirm all of its lines: every amount is known and they add up to a printed sum.
pub fn is_confirmed(order: &FoundOrder) -> bool {
    let doubt = [&order.subtotal, &order.total].into_iter().any(|field| field.doubt.is_some());
    let has_sum = order.subtotal.value().or(order.total.value()).is_some();
    has_sum && !doubt && !order.lines.is_empty() && order.lines.iter().all(|line| amount(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Field<Millionths> {
        Field::one(Found {
            value: text.parse().unwrap(),
            origin: Origin::Person { name: "Sharon".into() },
            rule: "test".into(),
        })
    }

    fn line(quantity: &str, price: &str, total: &str) -> FoundLine {
        FoundLine {
            quantity: number(quantity),
            unit_price: number(price),
            line_total: number(total),
            ..FoundLine::default()
        }
    }

    #[test]
    fn a_line_that_adds_up_is_left_alone() {
        let mut line = line("1000", "1.32", "1320");
        check_line(&mut line);
        assert_eq!((line.line_total.doubt, line.price_per.chosen), (None, None));
    }

    #[test]
    fn a_wrong_total_is_marked_and_not_corrected() {
        let mut line = line("1000", "1.32", "1302");
        check_line(&mut line);
        assert_eq!(line.line_total.doubt.as_deref(), Some(LINE_TOTAL_DIFFERS));
        assert_eq!(line.line_total.value(), Some(&Millionths::whole(1302)));
    }

    #[test]
    fn a_price_base_is_computed_only_where_none_is_printed() {
        let mut open = line("24000", "44.82", "1075.68");
        check_line(&mut open);
        assert_eq!(open.price_per.value(), Some(&Millionths::whole(1000)));
        assert_eq!(open.price_per.doubt.as_deref(), Some(PRICE_BASE_COMPUTED));
        let mut printed = line("24000", "44.82", "1075.68");
        printed.price_per = number("100");
        check_line(&mut printed);
        assert_eq!(printed.line_total.doubt.as_deref(), Some(LINE_TOTAL_DIFFERS));
    }

    #[test]
    fn a_discount_explains_a_lower_total() {
        let mut line = line("1000", "0.4235", "402.33");
        line.discount_percent = number("5");
        check_line(&mut line);
        assert_eq!(line.line_total.doubt, None);
    }

    #[test]
    fn the_total_decides_between_two_readings_of_a_number() {
        let mut line = line("0", "2.5", "3085");
        let two = ["1.234", "1234"].map(|text| number(text).candidates.remove(0));
        line.quantity = Field { candidates: two.to_vec(), chosen: None, doubt: Some("ambiguous_number".into()) };
        check_line(&mut line);
        assert_eq!(line.quantity.value(), Some(&Millionths::whole(1234)));
        assert_eq!(line.quantity.doubt, None);
    }

    #[test]
    fn prices_may_have_the_tax_in_them() {
        let sums = |net: Option<&str>, tax: &str| {
            let mut order = FoundOrder { lines: vec![line("1", "49.99", "49.99")], ..FoundOrder::default() };
            order.subtotal = net.map(number).unwrap_or_default();
            (order.tax_total, order.total) = (number(tax), number("49.99"));
            check_sums(&mut order, &[]);
            (order.subtotal.doubt.is_some(), order.total.doubt.is_some())
        };
        assert_eq!(sums(Some("41.31"), "8.68"), (false, false));
        assert_eq!(sums(None, "8.68"), (false, false), "21 of 121");
        assert_eq!(sums(None, "8.30"), (false, true), "no rate makes that");
        assert_eq!(sums(Some("41.31"), "9.68"), (true, true));
    }

    #[test]
    fn sums_that_do_not_agree_are_marked_where_they_stand() {
        let mut order = FoundOrder {
            lines: vec![line("1000", "1.32", "1320"), line("1000", "0.73", "730")],
            ..FoundOrder::default()
        };
        (order.subtotal, order.tax_total, order.total) = (number("2050"), number("205"), number("2255"));
        check_sums(&mut order, &[]);
        assert!(is_confirmed(&order));
        order.total = number("2250");
        check_sums(&mut order, &[]);
        assert_eq!((order.subtotal.doubt.clone(), order.total.doubt.as_deref()), (None, Some(TOTAL_DIFFERS)));
        order.subtotal = number("2000");
        check_sums(&mut order, &[]);
        assert_eq!(order.subtotal.doubt.as_deref(), Some(SUBTOTAL_DIFFERS));
        assert!(!is_confirmed(&order));
    }
}
