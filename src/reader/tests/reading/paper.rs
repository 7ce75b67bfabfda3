//! Writes small PDFs by hand: exactly the bytes a test is about, nothing else.

/// A PDF under construction.
pub struct Paper {
    pages: Vec<(String, String)>,
    trailer: String,
}

/// The font resources every page has: F1 Helvetica, F2 Courier.
const FONTS: &str = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
    /F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>";

impl Paper {
    /// No page yet.
    pub fn new() -> Self {
        Self { pages: Vec::new(), trailer: String::new() }
    }

    /// An upright page of 400 × 300 points.
    pub fn page(self, content: &str) -> Self {
        self.page_with("/MediaBox[0 0 400 300]", content)
    }

    /// A page with its own boxes and rotation.
    pub fn page_with(mut self, attributes: &str, content: &str) -> Self {
        self.pages.push((attributes.to_owned(), content.to_owned()));
        self
    }

    /// Entries for the trailer, such as `/Encrypt`.
    pub fn trailer(mut self, entries: &str) -> Self {
        self.trailer.push_str(entries);
        self
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
        let kids: String = (0..self.pages.len()).map(|index| format!("{} 0 R ", 3 + 2 * index)).collect();
        objects.push(format!("<</Type/Pages/Kids[{kids}]/Count {}>>", self.pages.len()));
        for (index, (attributes, content)) in self.pages.iter().enumerate() {
            let contents = 4 + 2 * index;
            objects.push(format!("<</Type/Page/Parent 2 0 R{attributes}{FONTS}/Contents {contents} 0 R>>"));
            objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        }
        let mut file = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            places.push(file.len());
            file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let start = file.len();
        file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        for place in places {
            file.extend(format!("{place:010} 00000 n \n").bytes());
        }
        let size = objects.len() + 1;
        file.extend(format!("trailer<</Size {size}/Root 1 0 R{}>>\nstartxref\n{start}\n%%EOF\n", self.trailer).bytes());
        file
    }
}
