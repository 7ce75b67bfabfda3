use crate::desk::{both, mail};
both! {
    async fn explore(desk: Desk) {
        let mails = [
            mail::order(mail::FERNLEIGH_HARDWARE, Some("FH-1"), &["1001 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]),
            mail::order(mail::FERNLEIGH_HARDWARE, Some("FH-2"), &["1000 x locap2 louvre end cap 152mm, BLACK @ $1.30 each", "10 x LOCAP end cap, black @ $1.00 each", "5 x UNKNOWNPROD something, red @ $2.00 each"]),
            mail::order(mail::SHAPE_ALUMINIUM, None, &["1000 x LOCAP2 louvre end cap 152mm, purple @ $1.32 each"]),
            mail::CLEBER.to_vec(), mail::MARLOW.to_vec(), mail::FERNLEIGH.to_vec(), mail::NEWSLETTER.to_vec(), mail::SHAPE.to_vec(), mail::SHAPE_AGAIN.to_vec(),
        ];
        for (n, m) in mails.iter().enumerate() {
            desk.receive(m, &format!("{n}.eml")).await;
        }
        for row in desk.inbox().await { eprintln!("{} {:?} {:?} {:?}", row.file_name, row.fate, row.fate_reason, row.orders); }
        for id in desk.orders().await {
            let p = desk.page(id).await;
            eprintln!("== {id} {:?} {:?} del {:?} po {:?} tot {:?}", p.customer.value, p.po_number.value, p.delivery_date.value, p.order_date.value, p.totals);
            for l in &p.lines { eprintln!("  {} code {:?} {:?} desc {:?} col {:?}/{:?} q {:?} p {:?} prod {:?} prop {:?}", l.position, l.code.value, l.code.mark, l.description.value, l.colour.value, l.colour.mark, l.quantity.value, l.unit_price.value, l.product.as_ref().map(|p| (&p.code, &p.rule)), l.proposals.iter().map(|p| &p.code).collect::<Vec<_>>()); }
            for d in desk.open_doubts(id).await { eprintln!("  ! {d:?}"); }
        }
    }
}
