//! HTML of strangers: one walk gives the text that is read and the page that is shown.

use ramjet_reader::reading::{Content, HtmlView, Mark, Part, html_view, html_view_with, read_part};

fn read(source: &str) -> Content {
    let part = Part { media_type: "text/html".to_owned(), bytes: source.as_bytes().to_vec(), ..Part::default() };
    read_part(&part).content
}

fn text(source: &str) -> String {
    match read(source) {
        Content::Text { text } => text,
        other => panic!("{other:?}"),
    }
}

fn view(source: &str) -> HtmlView {
    html_view(source.as_bytes(), None, &[]).unwrap()
}

/// A mark at the first place of `quote` in the text of `source`.
fn mark(source: &str, quote: &str, id: &str) -> Mark {
    let text = text(source);
    let start = text.find(quote).unwrap_or_else(|| panic!("{quote:?} is not in {text:?}"));
    Mark {
        start: start as u32,
        end: (start + quote.len()) as u32,
        id: id.to_owned(),
        label: "Order number".to_owned(),
        back: Some("/orders/7#v-po_number".to_owned()),
        is_doubtful: false,
    }
}

/// What is left of HTML without its tags.
fn shown(html: &str) -> String {
    let (mut text, mut is_tag) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    text
}

const ORDER: &str = "<p>Please send for <b>PO&nbsp;77-1</b>:</p><table border=1><tr><th>Part<th>Qty<th>Price</tr>\
    <tr><td>LOCAP2<br>black<td align=right>1000<td>1.32</tr><tr><td>ECAP40 end cap, long description<td>50<td>0.84</tr></table>Thanks";

#[test]
fn table_cells_stand_under_each_other_and_a_row_stays_on_its_line() {
    let text = text(ORDER);
    let lines: Vec<&str> = text.lines().collect();
    let column = |line: &str, word: &str| line.find(word).unwrap_or_else(|| panic!("{word} in {line:?}"));
    let (head, first, second) = (lines[2], lines[3], lines[5]);
    assert_eq!(column(head, "Qty"), column(first, "1000"), "{text}");
    assert_eq!(column(head, "Qty"), column(second, "50"), "{text}");
    assert_eq!(column(head, "Price"), column(second, "0.84"), "{text}");
    assert_eq!(lines[4].trim(), "black");
    assert_eq!(lines.last(), Some(&"Thanks"));
}

#[test]
fn words_of_neighbouring_elements_are_not_glued_and_those_of_one_word_are_not_torn() {
    assert_eq!(text("<div>one</div><div>two</div> <i>th</i>ree  <b> four </b>").trim(), "one\ntwo\nthree four");
    assert_eq!(text("<pre>a  b\n  c</pre>").trim(), "a  b\n  c");
    assert_eq!(text("<ul><li>one<li>two</ul><p>x<p>y").trim(), "one\ntwo\n\nx\n\ny");
    assert_eq!(
        text("<head><title>no</title></head>a<script>no</script><style>no{}</style><textarea>no</textarea>b").trim(),
        "ab"
    );
}

#[test]
fn a_span_of_the_text_is_a_place_in_the_page() {
    let marks = [
        mark(ORDER, "PO\u{a0}77-1", "e-po_number"),
        mark(ORDER, "1000", "e-1-quantity"),
        mark(ORDER, "end cap, long", "e-2-d"),
    ];
    let view = html_view(ORDER.as_bytes(), None, &marks).unwrap();
    assert_eq!(view.placed, ["e-po_number", "e-1-quantity", "e-2-d"]);
    assert_eq!(view.text, text(ORDER));
    for (id, quote) in [("e-po_number", "PO\u{a0}77-1"), ("e-1-quantity", "1000"), ("e-2-d", "end cap, long")] {
        let at = view.html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {}", view.html));
        assert!(shown(&view.html[at - 6..]).starts_with(quote), "{}", view.html);
    }
    assert!(view.html.contains("<a target=\"_top\" href=\"/orders/7#v-po_number\">"), "{}", view.html);
}

#[test]
fn a_mark_over_several_elements_keeps_one_id_and_crossing_marks_keep_theirs() {
    let source = "<p>Deliver to <b>12 Mill</b> <i>Road</i>, Leeds</p>";
    let marks = [mark(source, "12 Mill Road, Leeds", "e-all"), mark(source, "Mill Road", "e-street")];
    let html = html_view(source.as_bytes(), None, &marks).unwrap().html;
    for id in ["e-all", "e-street"] {
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{html}");
    }
    assert_eq!(shown(&html), "Deliver to 12 Mill Road, Leeds");
    assert_eq!(html.matches("<mark").count(), html.matches("</mark>").count());
}

#[test]
fn a_mark_outside_the_text_or_within_a_letter_is_left_out_and_not_invented() {
    let source = "<p>süß</p>";
    let at = |start, end| Mark { start, end, id: format!("e-{start}"), ..mark(source, "s", "e") };
    let view = html_view(source.as_bytes(), None, &[at(2, 3), at(0, 900), at(50, 60), at(1, 1)]).unwrap();
    assert!(view.placed.is_empty(), "{:?}", view.placed);
    assert!(!view.html.contains("<mark"));
}

#[test]
fn what_nobody_can_see_is_no_text_and_is_told_about() {
    for hidden in [
        "<div style='display:none'>PO 666</div>",
        "<span style=\"color:#fff\">PO 666</span>",
        "<font color=white>PO 666</font>",
        "<table><td bgcolor=#102030><span style='color: rgb(16, 32, 48)'>PO 666</span></td></table>",
        "<p style='font-size:1px'>PO 666</p>",
        "<div style='font-size:0'><b>PO 666</b></div>",
        "<div style='visibility:hidden'>PO 666</div>",
        "<div style='opacity:0'>PO 666</div>",
        "<div style='max-height:0;overflow:hidden'>PO 666</div>",
        "<div style='position:absolute;left:-9999px'>PO 666</div>",
        "<div hidden>PO 666</div>",
        "<style>.x, td.y { DISPLAY : none !important }</style><div class='a x'>PO 666</div>",
        "<table><tr style='display:none'><td>PO 666</td></tr></table>",
    ] {
        let source = format!("<p>Our order 12</p>{hidden}");
        let view = view(&source);
        assert!(!text(&source).contains("666"), "{hidden}");
        assert!(!view.html.contains("666"), "{hidden}: {}", view.html);
        assert_eq!(view.hidden, ["PO 666"], "{hidden}");
    }
}

#[test]
fn what_can_be_seen_again_inside_of_it_is_text() {
    for seen in [
        "<table><td style='font-size:0'><div style='font-size:13px'>PO 12</div></td></table>",
        "<div style='background-color:#003366;color:#ffffff'>PO 12</div>",
        "<table bgcolor='navy'><tr><td><font color='#ffffff'>PO 12</font></td></tr></table>",
        "<div style='background:url(http://evil.example/x.png)'><span style='color:white'>PO 12</span></div>",
        "<style>@media print { .x { display:none } }</style><div class=x>PO 12</div>",
        "<div style='visibility:hidden'><b style='visibility:visible'>PO 12</b></div>",
    ] {
        assert!(text(seen).contains("PO 12"), "{seen}");
        let view = view(seen);
        assert!(view.html.contains("PO 12") && view.hidden.is_empty(), "{seen}: {view:?}");
    }
}

/// What a page must not contain, in whatever spelling.
const FORBIDDEN: [&str; 26] = [
    "<script",
    "<svg",
    "<math",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<input",
    "<button",
    "<meta",
    "<base",
    "<link",
    "<style",
    "<img",
    "<video",
    "<audio",
    "<template",
    "<a ",
    "srcset",
    "url(",
    "expression",
    "javascript:",
    "position",
    "@import",
    "behavior",
    "<xmp",
];

#[test]
fn nothing_of_hostile_html_runs_fetches_or_leads_anywhere() {
    for hostile in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg/onload=alert(1)>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<meta http-equiv=refresh content='0;url=http://evil.example'>",
        "<base href='http://evil.example/'>",
        "<style>@import 'http://evil.example/x.css'; p { background: url(http://evil.example/y) }</style>",
        "<p style=\"background:url('http://evil.example/z')\">x</p>",
        "<p style='width:expression(alert(1))'>x</p>",
        "<p style='position:fixed;top:0;left:0;z-index:9'>x</p>",
        "<object data='http://evil.example/x.swf'></object>",
        "<embed src='javascript:alert(1)'>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' jav&#x09;ascript:alert(1)'>x</a>",
        "<a href='http://evil.example'>bank</a>",
        "<form action='http://evil.example'><input name=p><button formaction='javascript:alert(1)'>x</button></form>",
        "<link rel=stylesheet href='http://evil.example/x.css'>",
        "<body onload=alert(1) background='http://evil.example/b.png'>x",
        "<template><img src=x onerror=alert(1)></template>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<textarea><img src=x onerror=alert(1)></textarea>",
        "<title><img src=x onerror=alert(1)></title>",
        "<p title='\"><script>alert(1)</script>'>x</p>",
        "<p dir='\"><script>alert(1)</script>'>x</p>",
        "<td colspan='2\"><script>alert(1)</script>'>x</td>",
        "<p align='left;background:url(x)'>x</p>",
        "<font color='red;background:url(http://evil.example)'>x</font>",
        "<p style='color:red;}body{background:url(x)'>x</p>",
        "<p style='border:1px solid red url(x)'>x</p>",
        "<plaintext><script>alert(1)</script>",
        "<!--><script>alert(1)</script>-->",
        "<details open ontoggle=alert(1)>x</details>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<video><source onerror=alert(1)></video>",
        "<p id='e-po_number' class='check'>x</p>",
        "<mark id='e-po_number'>x</mark>",
        "<img alt='<script>alert(1)</script>'>",
        "<select><option><script>alert(1)</script></select>",
        "<table><a href=x><tr><td><img src=x onerror=alert(1)>",
    ] {
        let html = view(&format!("<p>Our order 12</p>{hostile}")).html.to_lowercase();
        for forbidden in FORBIDDEN {
            assert!(!html.contains(forbidden), "{forbidden} of {hostile}: {html}");
        }
        assert!(!html.contains(" on") || !html.contains("alert(1)\""), "{hostile}: {html}");
        assert!(!html.contains("id=") && !html.contains("evil.example/"), "{hostile}: {html}");
        assert!(html.contains("our order 12"), "{hostile}: {html}");
    }
}

#[test]
fn a_link_says_where_it_would_lead() {
    let html = view(
        "<a href='https://evil.example/login?x=1'>www.bank.example</a> <a href='mailto:a@b.example'>a@b.example</a>",
    )
    .html;
    assert!(html.contains("<span class=\"target\">evil.example</span>"), "{html}");
    assert_eq!(html.matches("class=\"target\"").count(), 1, "{html}");
}

#[test]
fn what_was_written_is_read_again_as_the_same() {
    for source in [
        ORDER,
        "<p>a<table><tr><td>b</table>c",
        "<b><p>x</b>y</p>&lt;script&gt; &amp;amp; \"q\" 'r'",
        "<div><span>a</div>b</span>",
    ] {
        let once = view(source);
        let twice = html_view(once.html.as_bytes(), Some("utf-8"), &[]).unwrap();
        assert_eq!(once.text, twice.text, "{}", once.html);
        assert_eq!(once.html, twice.html);
    }
}

#[test]
fn elements_without_end_cost_neither_the_stack_nor_the_day() {
    let begun = std::time::Instant::now();
    for element in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<font color=red>",
        "<ul><li>",
        "<span style='color:red'>",
        "<svg>",
        "<a href=x>",
    ] {
        let deep = format!("{}PO 77", element.repeat(400));
        if element != "<svg>" {
            assert!(text(&deep).contains("PO 77"), "{element}");
            assert!(view(&deep).html.contains("PO 77"), "{element}");
        }
        let bottomless = format!("{}PO 77", element.repeat(20_000));
        assert!(text(&bottomless).contains("PO 77"), "{element}");
        let _ = html_view(bottomless.as_bytes(), None, &[]);
    }
    let breaks = format!("{}PO 77", "x<br>".repeat(20_000));
    assert!(text(&breaks).ends_with("PO 77\n"), "line breaks are not depth");
    let wide = format!("<table><tr>{}</tr><tr><td>PO 77</td></tr></table>", "<td>x</td>".repeat(20_000));
    assert!(text(&wide).contains("PO 77"));
    let tall = format!(
        "<table><tr><td>{}</td><td>y</td></tr>{}</table>",
        "word ".repeat(50_000),
        "<tr><td>a<td>b</tr>".repeat(5_000)
    );
    assert!(text(&tall).len() < 8 << 20);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn hostile_mails_of_the_corpus_are_inert_too() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let (mut pages, mut mails) = (0, 0);
    for part in ["hostile", "mail"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
            eprintln!("skipped (1 test): ../shared/corpus is not there");
            return;
        };
        for path in
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml"))
        {
            mails += 1;
            let (_, parts) = ramjet_reader::reading::split(&std::fs::read(&path).unwrap(), Some("mail.eml"));
            for part in parts.iter().filter(|part| part.media_type == "text/html") {
                let Ok(view) = html_view(&part.bytes, part.charset.as_deref(), &[]) else { continue };
                pages += 1;
                let tags: String =
                    view.html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or("")).collect();
                for forbidden in
                    ["script", "svg", "iframe", "href", "src=", "url(", "position", "javascript:", "onerror", "onload"]
                {
                    assert!(!tags.contains(forbidden), "{forbidden} in {}", path.display());
                }
            }
        }
    }
    assert!(mails > 0 && pages > 0, "{mails} mails, {pages} pages");
}

#[test]
fn a_picture_that_can_be_shown_has_a_place_without_an_address_and_any_other_is_what_it_stands_for() {
    let known = ["logo@x".to_owned(), "a b@y".to_owned()];
    let place = |source: &str| html_view_with(source.as_bytes(), None, &[], &known).unwrap().html;
    let html =
        place("<img src=' CID:logo@x ' alt='<Our> \"logo\"' width=40 height=9999 onerror=x style='position:fixed'>");
    assert_eq!(html, "<img data-picture=\"0\" width=\"40\" alt=\"&lt;Our&gt; &quot;logo&quot;\">");
    assert_eq!(place("<img src='cid:logo%40x'>"), "<img data-picture=\"0\" alt=\"\">");
    for other in [
        "<img src='cid:stranger@x' alt=A>",
        "<img src='http://x.example/logo@x' alt=A>",
        "<img src='data:image/png;base64,AAAA' alt=A>",
        "<img src='cid:' alt=A>",
        "<img data-picture=0 alt=A>",
    ] {
        assert_eq!(place(other), "<span class=\"picture\">A</span>", "{other}");
    }
    assert!(!place("<p> data-picture=\"0\"</p>").contains("data-picture=\"0\""), "text has no quotes");
    assert!(!place("<div style='display:none'><img src='cid:logo@x'></div>").contains("<img"));
}
