//! What the figures of a period are called.

use super::{counted, phrases};

phrases! {
    /// Figures.
    pub trait InsightWords;
    plain {
        insight: "Figures", "Zahlen";
        insight_period: "Period", "Zeitraum";
        insight_week: "This week", "Diese Woche";
        insight_month: "This month", "Dieser Monat";
        insight_year: "This year", "Dieses Jahr";
        insight_custom: "Chosen days", "Gewählte Tage";
        insight_from: "From", "Von";
        insight_until: "Until", "Bis";
        insight_show: "Show", "Anzeigen";
        insight_export: "Save as CSV", "Als CSV speichern";

        insight_revenue: "Revenue", "Umsatz";
        insight_revenue_note: "Net, approved and sent orders by the day of approval",
            "Netto, freigegebene und gesendete Bestellungen nach dem Tag der Freigabe";
        insight_released: "Orders released", "Freigegebene Bestellungen";
        insight_average: "Average order", "Mittlere Bestellung";
        insight_average_note: "Net, orders with a known value", "Netto, Bestellungen mit bekanntem Wert";
        insight_units: "Units", "Menge";
        insight_units_note: "Quantities of all released lines", "Mengen aller freigegebenen Zeilen";
        insight_wait: "Time to approval", "Zeit bis zur Freigabe";
        insight_wait_median: "Time to approval, median, seconds", "Zeit bis zur Freigabe, Median, Sekunden";
        insight_wait_mean: "Time to approval, mean, seconds", "Zeit bis zur Freigabe, Mittel, Sekunden";
        insight_reviewed: "Needed a person", "Brauchten einen Menschen";
        insight_reviewed_note: "had an objection or a correction", "mit Einwand oder Korrektur";
        insight_received: "Orders that came in", "Eingegangene Bestellungen";
        insight_in_review: "of these in review", "davon in Prüfung";
        insight_rejected: "of these rejected", "davon abgelehnt";
        insight_set_aside: "of these set aside", "davon beiseitegelegt";
        insight_elsewhere: "In other currencies, not added to the revenue", "In anderen Währungen, nicht im Umsatz enthalten";
        insight_without_value: "Released orders without a value", "Freigegebene Bestellungen ohne Wert";

        insight_trend: "Revenue over time", "Umsatz im Verlauf";
        insight_day: "Day", "Tag";
        insight_by_week: "Week", "Woche";
        insight_by_month: "Month", "Monat";
        insight_steps: "Length of a step", "Schrittweite";
        insight_begins: "Begins", "Beginn";
        insight_table: "As a table", "Als Tabelle";
        insight_customers: "Customers", "Kunden";
        insight_products: "Products", "Artikel";
        insight_top_customers: "Most valuable customers", "Umsatzstärkste Kunden";
        insight_top_products: "Most valuable products", "Umsatzstärkste Artikel";
        insight_orders: "Orders", "Bestellungen";
        insight_value: "Net value", "Nettowert";
        insight_corrections: "Corrected by people", "Von Menschen korrigiert";
        insight_field: "Field", "Feld";
        insight_corrected_in: "Corrected in", "Korrigiert in";
        insight_share: "Share", "Anteil";
        insight_no_corrections: "Nothing had to be corrected.", "Es war nichts zu korrigieren.";
        insight_nobody: "No order with a value in this currency.", "Keine Bestellung mit einem Wert in dieser Währung.";
        insight_nothing: "not yet", "noch nicht";
        insight_moment: "under a minute", "unter einer Minute";

        insight_empty_title: "Nothing in this period", "Nichts in diesem Zeitraum";
        insight_empty_text: "No order came in and none was released on these days. Choose other days above.",
            "An diesen Tagen ging keine Bestellung ein und keine wurde freigegeben. Wählen Sie oben andere Tage.";

        insight_bad_unknown: "There is no such period. Choose one of those on this page.",
            "Diesen Zeitraum gibt es nicht. Wählen Sie einen von dieser Seite.";
        insight_bad_day: "Both days are needed, such as 2026-02-01.", "Beide Tage werden gebraucht, etwa 2026-02-01.";
        insight_bad_backwards: "The last day lies before the first one.", "Der letzte Tag liegt vor dem ersten.";
        insight_bad_long: "A period has two years at most. Choose fewer days.",
            "Ein Zeitraum hat höchstens zwei Jahre. Wählen Sie weniger Tage.";
        insight_bad_fine: "That are too many steps. Choose longer ones or fewer days.",
            "Das sind zu viele Schritte. Wählen Sie längere oder weniger Tage.";
    }
    told {
        /// The days of a period, both ends included.
        insight_days(from: &str, until: &str): format!("{from} to {until}"), format!("{from} bis {until}");
        /// What stands under the median: the mean.
        insight_mean(duration: &str): format!("median; the mean is {duration}"), format!("Median; im Mittel {duration}");
        /// A part and its whole, both as written numbers.
        insight_of(part: &str, whole: &str): format!("{part} of {whole}"), format!("{part} von {whole}");
        /// Orders that came in and what became of those not released.
        insight_came_in(all: i64, in_review: i64, rejected: i64, set_aside: i64):
            format!("{} came in: {in_review} still in review, {rejected} rejected, {set_aside} set aside.", counted(all, "order", "orders")),
            format!("{} eingegangen: {in_review} noch in Prüfung, {rejected} abgelehnt, {set_aside} beiseitegelegt.", counted(all, "Bestellung", "Bestellungen"));
        /// Released orders that no value is known of.
        insight_unvalued(n: i64):
            format!("{} without a value: a price is missing.", counted(n, "released order is", "released orders are")),
            format!("{} ohne Wert: Ein Preis fehlt.", counted(n, "freigegebene Bestellung ist", "freigegebene Bestellungen sind"));
        /// The highest step of the trend, as written money.
        insight_most(value: &str): format!("highest step {value}"), format!("höchster Schritt {value}");
        /// A span of less than two days.
        insight_hours(hours: i64, minutes: i64): format!("{hours} h {minutes} min"), format!("{hours} h {minutes} min");
        /// A span of two days and more.
        insight_long(days: i64, hours: i64):
            format!("{} {hours} h", counted(days, "day", "days")),
            format!("{} {hours} h", counted(days, "Tag", "Tage"));
        /// A number of orders.
        insight_orders_in(orders: i64): counted(orders, "order", "orders"), counted(orders, "Bestellung", "Bestellungen");
    }
}
