//! What the checks before approval say, and what can be done about it.

use super::{counted, phrases};

phrases! {
    /// Checks of prices, quantities, dates and earlier orders.
    pub trait CheckWords;
    plain {
        no_price_at_all: "The order names no price, and your list has none either.",
            "Die Bestellung nennt keinen Preis, und Ihre Liste hat auch keinen.";
        as_replacement: "Take as replacement", "Als Ersatz nehmen";
        was_released_already: "The earlier one is already approved.", "Die frühere ist schon freigegeben.";
        product_was_changed: "Take the successor", "Nachfolger nehmen";
        own_price: "agreed", "vereinbart";
        no_tax: "No tax", "Keine Steuer";
        tax_of_customer: "Decide for every order of this customer", "Für alle Bestellungen dieses Kunden festlegen";
        sums_changed: "The totals have changed since this page was drawn: the tax or a price is another one now. Look at them and approve once more.",
            "Die Summen haben sich geändert, seit diese Seite gezeichnet wurde: Steuer oder Preis sind jetzt andere. Sehen Sie sie an und geben Sie noch einmal frei.";
        was_recalculated: "wanted to approve; the totals had changed", "wollte freigeben; die Summen hatten sich geändert";
        nothing_different: "The lines are the same.", "Die Zeilen sind dieselben.";
    }
    told {
        /// No price on the order, but one on the list.
        price_missing(list: &str):
            format!("The order names no price. Your list says {list}."),
            format!("Die Bestellung nennt keinen Preis. Ihre Liste sagt {list}.");
        /// No price on the order, but one agreed with the customer.
        own_price_missing(price: &str):
            format!("The order names no price. You agreed {price} with this customer."),
            format!("Die Bestellung nennt keinen Preis. Mit diesem Kunden sind {price} vereinbart.");
        /// The price is lower than the agreed one.
        price_below_own(stated: &str, own: &str, difference: &str):
            format!("The order says {stated}, agreed with this customer is {own}: {difference} less."),
            format!("Die Bestellung sagt {stated}, vereinbart sind {own}: {difference} weniger.");
        /// The price is higher than the agreed one.
        price_above_own(stated: &str, own: &str, difference: &str):
            format!("The order says {stated}, agreed with this customer is {own}: {difference} more."),
            format!("Die Bestellung sagt {stated}, vereinbart sind {own}: {difference} mehr.");
        /// The order's currency is not that of the list.
        other_currency(order: &str, list: &str):
            format!("The order is in {order}, your prices are in {list}: they cannot be compared."),
            format!("Die Bestellung ist in {order}, Ihre Preise sind in {list}: Sie lassen sich nicht vergleichen.");
        /// The customer is in another country.
        tax_abroad(country: &str, tax: &str):
            format!("This customer is in {country}: charge {tax}?"), format!("Dieser Kunde sitzt in {country}: {tax} berechnen?");
        /// The order is in another currency; nobody knows where the customer is.
        tax_in_other_currency(tax: &str):
            format!("This order may come from abroad: charge {tax}?"), format!("Diese Bestellung kommt vielleicht aus dem Ausland: {tax} berechnen?");
        /// Charge the usual tax.
        charge_tax(tax: &str): format!("Charge {tax}"), format!("{tax} berechnen");
        /// Why an order is free of tax, where nothing was agreed.
        tax_free_abroad(name: &str): format!("{name}-free: delivery abroad"), format!("Ohne {name}: Lieferung ins Ausland");
        /// The history: the order is free of tax.
        did_untax(reason: &str): format!("decided that the order is free of tax: {reason}"), format!("hat entschieden, dass die Bestellung steuerfrei ist: {reason}");
        /// The history: the order is taxed after all.
        did_tax(tax: &str): format!("decided to charge {tax}"), format!("hat entschieden, {tax} zu berechnen");
        /// Less than is sold.
        below_minimum(quantity: &str, product: &str, minimum: &str):
            format!("{quantity} is less than you sell of {product}: at least {minimum}."),
            format!("{quantity} ist weniger, als Sie von {product} verkaufen: mindestens {minimum}.");
        /// No whole packs.
        not_pack_multiple(quantity: &str, product: &str, multiple: &str):
            format!("{product} is packed in {multiple}: {quantity} is no whole number of packs."),
            format!("{product} wird zu {multiple} verpackt: {quantity} sind keine ganzen Packungen.");
        /// A part of a piece.
        fractional(quantity: &str, product: &str):
            format!("{product} is counted in pieces: {quantity} is not a whole number."),
            format!("{product} wird in Stück gezählt: {quantity} ist keine ganze Zahl.");
        /// Sell this many instead.
        make_it(quantity: &str): format!("Make it {quantity}"), format!("{quantity} daraus machen");
        /// Not sold any more, since a day.
        discontinued_on(product: &str, day: &str):
            format!("{product} is discontinued since {day}."), format!("{product} gibt es seit {day} nicht mehr.");
        /// Not sold at the moment.
        discontinued(product: &str):
            format!("{product} is not sold at the moment."), format!("{product} wird zurzeit nicht verkauft.");
        /// What came after it.
        successor_is(product: &str): format!("Its successor is {product}."), format!("Nachfolger ist {product}.");
        /// The day has passed.
        date_past(day: &str): format!("The delivery date {day} has passed."), format!("Der Liefertermin {day} ist vorbei.");
        /// Sooner than the lead time.
        too_soon(day: &str, earliest: &str, days: i64):
            format!("{day} is sooner than the lead time of {} allows: {earliest} at the earliest.", counted(days, "day", "days")),
            format!("{day} ist früher, als die Lieferzeit von {} erlaubt: frühestens {earliest}.", counted(days, "Tag", "Tagen"));
        /// A date in the future.
        order_date_ahead(day: &str):
            format!("The order is dated {day}, which is still to come."), format!("Die Bestellung ist vom {day}, das liegt noch vor uns.");
        /// The order changes an earlier one; `what` lists how.
        revises(number: &str, what: &str):
            format!("Revises {number}: {what}."), format!("Ändert {number}: {what}.");
        /// A line that is new.
        added(what: &str, quantity: &str): format!("{what} added ({quantity})"), format!("{what} neu ({quantity})");
        /// A line that is gone.
        removed(what: &str, quantity: &str): format!("{what} gone ({quantity})"), format!("{what} entfällt ({quantity})");
        /// Another value in a line.
        changed_of(what: &str, field: &str, from: &str, to: &str):
            format!("{what}, {field} {from} → {to}"), format!("{what}, {field} {from} → {to}");
        /// Another value of the order.
        changed_in_order(field: &str, from: &str, to: &str): format!("{field} {from} → {to}"), format!("{field} {from} → {to}");
        /// From which quantity a price holds.
        price_from(quantity: &str): format!("from {quantity}"), format!("ab {quantity}");
        /// The list's price beside the agreed one.
        listed_at(price: &str): format!("list {price}"), format!("Liste {price}");
        /// The history: the order was checked once more at approval.
        was_rechecked(left: i64):
            format!("wanted to approve; by today {} to decide", counted(left, "point is", "points are")),
            format!("wollte freigeben; Stand heute {} zu entscheiden", counted(left, "ist ein Punkt", "sind Punkte"));
    }
}
