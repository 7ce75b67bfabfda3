//! Envelopes of segments: heads and trailers with their counts and references, and the messages between them.

use super::source::{Bit, Source};
use crate::evidence::{Fault, FaultKind};
use crate::reading::electronic::segments::{Dialect, Ending, Interchange, Segment};

/// One level of an envelope. Elements count from 1.
struct Level {
    head: &'static str,
    trailer: &'static str,
    /// Where head and trailer name the same reference.
    references: Option<(usize, usize)>,
}

/// Interchange, group and message of a way of writing.
const fn levels(dialect: Dialect) -> [Level; 3] {
    match dialect {
        Dialect::Edifact => [
            Level { head: "UNB", trailer: "UNZ", references: Some((5, 2)) },
            Level { head: "UNG", trailer: "UNE", references: Some((5, 2)) },
            Level { head: "UNH", trailer: "UNT", references: Some((1, 2)) },
        ],
        Dialect::X12 => [
            Level { head: "ISA", trailer: "IEA", references: Some((13, 2)) },
            Level { head: "GS", trailer: "GE", references: Some((6, 2)) },
            Level { head: "ST", trailer: "SE", references: Some((2, 2)) },
        ],
        Dialect::Tradacoms => [
            Level { head: "STX", trailer: "END", references: None },
            Level { head: "BAT", trailer: "EOB", references: None },
            Level { head: "MHD", trailer: "MTR", references: None },
        ],
    }
}

/// One message of an interchange.
pub(super) struct Message<'a> {
    /// Its segments, head and trailer included.
    pub segments: &'a [Segment],
    /// What is wrong with its own envelope.
    pub faults: Vec<Fault>,
}

/// An interchange as its messages.
pub(super) struct Opened<'a> {
    /// The messages, in order.
    pub messages: Vec<Message<'a>>,
    /// What is wrong with the interchange as a whole.
    pub faults: Vec<Fault>,
}

/// A head that waits for its trailer.
struct Open {
    /// Index of its segment.
    at: usize,
    /// How many groups or messages stand in it.
    inner: usize,
}

/// Takes an interchange apart and compares every count and reference with what is there.
pub(super) fn open<'a>(source: &Source<'_>, interchange: &'a Interchange) -> Opened<'a> {
    let levels = levels(interchange.syntax.dialect);
    let segments = &interchange.segments;
    let mut walk = Walk {
        part: source.part,
        levels,
        segments,
        open: [None, None, None],
        opened: Opened { messages: Vec::new(), faults: Vec::new() },
        own: Vec::new(),
        has_groups: false,
        has_strays: false,
    };
    walk.signs(interchange);
    for at in 0..segments.len() {
        walk.step(at);
    }
    walk.close_from(0, segments.len());
    walk.opened
}

struct Walk<'a, 's> {
    part: &'s str,
    levels: [Level; 3],
    segments: &'a [Segment],
    open: [Option<Open>; 3],
    opened: Opened<'a>,
    /// Faults of the message that is open.
    own: Vec<Fault>,
    has_groups: bool,
    has_strays: bool,
}

impl Walk<'_, '_> {
    fn fault(&self, what: FaultKind, segment: &Segment, element: Option<u32>) -> Fault {
        let at = element
            .and_then(|element| Bit::of(segment, element as usize, 1))
            .and_then(|bit| bit.spans.first().cloned());
        Fault::new(what, self.part, &segment.tag).at(segment.number, element, at.unwrap_or(segment.span.clone()))
    }

    /// Separators, and segments that do not end as they should.
    fn signs(&mut self, interchange: &Interchange) {
        let Some(first) = self.segments.first() else { return };
        if interchange.syntax.is_odd {
            let mut fault = self.fault(FaultKind::SeparatorsOdd, first, None);
            if interchange.service.is_some() {
                "UNA".clone_into(&mut fault.segment);
            }
            self.opened.faults.push(fault);
        }
        if first.tag != self.levels[0].head {
            self.opened.faults.push(Fault::new(FaultKind::EnvelopeMissing, self.part, self.levels[0].head));
        }
    }

    fn step(&mut self, at: usize) {
        let segment = &self.segments[at];
        let level = self.levels.iter().position(|level| level.head == segment.tag);
        let closes = self.levels.iter().position(|level| level.trailer == segment.tag);
        match (level, closes) {
            (Some(level), _) => {
                self.close_from(level, at);
                self.has_groups |= level == 1;
                // Messages count for their group, or for the interchange where there are no groups.
                let around = (0..level).rev().find(|&outer| self.open[outer].is_some());
                if let Some(outer) = around.and_then(|outer| self.open[outer].as_mut()) {
                    outer.inner += 1;
                }
                self.open[level] = Some(Open { at, inner: 0 });
            }
            (None, Some(level)) => {
                self.close_from(level + 1, at);
                self.close(level, at);
            }
            (None, None) if self.open[2].is_none() => {
                let is_service = matches!(segment.tag.as_str(), "TA1" | "ISB" | "ISE" | "RSG");
                if !is_service && !self.has_strays {
                    self.has_strays = true;
                    let mut fault = self.fault(FaultKind::HeaderMissing, segment, None);
                    fault.expected = Some(self.levels[2].head.to_owned());
                    self.opened.faults.push(fault);
                }
            }
            (None, None) => {}
        }
        self.ending(at);
    }

    /// Notes how a segment ends, where that is not with its terminator.
    fn ending(&mut self, at: usize) {
        let segment = &self.segments[at];
        let is_trailer = self.levels.iter().any(|level| level.trailer == segment.tag);
        let what = match segment.ending {
            Ending::Terminated => return,
            Ending::EndOfText if !is_trailer => FaultKind::CutOff,
            Ending::LineBreak | Ending::EndOfText => FaultKind::TerminatorMissing,
        };
        let fault = self.fault(what, segment, None);
        if self.open[2].is_some() { self.own.push(fault) } else { self.opened.faults.push(fault) }
    }

    /// Closes what is open from a level on, although its trailer did not come.
    fn close_from(&mut self, level: usize, behind: usize) {
        for inner in (level..3).rev() {
            let Some(open) = self.open[inner].take() else { continue };
            let fault = Fault::new(FaultKind::TrailerMissing, self.part, self.levels[inner].trailer);
            let head = &self.segments[open.at];
            let fault = Fault { expected: Some(format!("{} {}", head.tag, head.number)), ..fault };
            if inner == 2 {
                self.own.push(fault);
                self.end_message(open.at, behind);
            } else {
                self.opened.faults.push(fault);
            }
        }
    }

    /// Closes a level with its trailer, which is held against what it closes.
    fn close(&mut self, level: usize, at: usize) {
        let trailer = &self.segments[at];
        let Some(open) = self.open[level].take() else {
            let mut fault = self.fault(FaultKind::HeaderMissing, trailer, None);
            fault.expected = Some(self.levels[level].head.to_owned());
            self.opened.faults.push(fault);
            return;
        };
        let head = &self.segments[open.at];
        let count = if level == 2 { at - open.at + 1 } else { open.inner };
        let mut faults = Vec::new();
        match trailer.piece(1, 1).map(|stated| (stated, stated.text.parse::<usize>())) {
            Some((_, Ok(stated))) if stated == count => {}
            Some((stated, _)) => {
                let fault = self.fault(FaultKind::CountDiffers, trailer, Some(1));
                faults.push(fault.says(&stated.text, Some(count.to_string())));
            }
            None => faults.push(self.fault(FaultKind::ValueMissing, trailer, Some(1))),
        }
        if let Some((of_head, of_trailer)) = self.levels[level].references {
            let (wanted, stated) = (head.text(of_head, 1), trailer.text(of_trailer, 1));
            let plain = |text: &str| text.trim_start_matches('0').to_owned();
            if plain(wanted) != plain(stated) {
                let element = u32::try_from(of_trailer).ok();
                let fault = self.fault(FaultKind::ReferenceDiffers, trailer, element);
                faults.push(fault.says(stated, Some(wanted.to_owned())));
            }
        }
        if level == 2 {
            self.own.extend(faults);
            self.end_message(open.at, at + 1);
        } else {
            self.opened.faults.extend(faults);
        }
    }

    fn end_message(&mut self, from: usize, behind: usize) {
        let faults = std::mem::take(&mut self.own);
        self.opened.messages.push(Message { segments: &self.segments[from..behind], faults });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::electronic::segments::interchanges;

    /// The faults of a text, as short names with their segment; those of messages behind those of the interchange.
    fn faults(text: &str) -> Vec<String> {
        let found = interchanges(text);
        let source = Source::new("0", text, "test");
        let opened = open(&source, &found[0]);
        let inner = opened.messages.iter().flat_map(|message| &message.faults);
        let told = |fault: &Fault| {
            let place = fault.position.map(|position| format!("[{position}]")).unwrap_or_default();
            format!("{} {}{place}", fault.what.word(), fault.segment)
        };
        opened.faults.iter().chain(inner).map(told).collect()
    }

    const WHOLE: &str = "UNB+UNOC:3+A+B+1:1+7'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'UNZ+1+7'";

    #[test]
    fn a_whole_envelope_has_nothing_wrong() {
        assert_eq!(faults(WHOLE), Vec::<String>::new());
        let isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260203*0915*U*00401*000000001*0*P*>~";
        let x12 = format!(
            "{isa}GS*PO*A*B*20260203*0915*4*X*004010~ST*850*0001~BEG*00*SA*1~SE*3*0001~ST*850*2~SE*2*2~GE*2*4~IEA*1*1~"
        );
        assert_eq!(faults(&x12), Vec::<String>::new());
        let uk = "STX=ANA:1+1:A+2:B+070315:130233+7'MHD=1+ORDHDR:9'TYP=0430'MTR=3'MHD=2+ORDTLR:9'OFT=0'MTR=3'END=2'";
        assert_eq!(faults(uk), Vec::<String>::new());
    }

    #[test]
    fn counts_and_references_that_are_not_so_are_told_with_their_place() {
        assert_eq!(faults(&WHOLE.replace("UNT+3+1", "UNT+9+1")), ["count_differs UNT[4]"]);
        assert_eq!(faults(&WHOLE.replace("UNT+3+1", "UNT+3+2")), ["reference_differs UNT[4]"]);
        assert_eq!(faults(&WHOLE.replace("UNZ+1+7", "UNZ+2+8")), ["count_differs UNZ[5]", "reference_differs UNZ[5]"]);
        assert_eq!(faults(&WHOLE.replace("UNT+3+1", "UNT++1")), ["value_missing UNT[4]"]);
    }

    #[test]
    fn missing_heads_and_trailers_and_open_ends_are_told() {
        assert_eq!(faults(&WHOLE.replace("UNZ+1+7'", "")), ["trailer_missing UNZ"]);
        assert_eq!(faults(&WHOLE.replace("UNT+3+1'", "")), ["trailer_missing UNT"]);
        assert_eq!(
            faults("UNB+UNOC:3+A+B+1:1+7'UNH+1+ORDERS:D:96A:UN'BGM+220+1"),
            ["trailer_missing UNZ", "cut_off BGM[3]", "trailer_missing UNT"]
        );
        assert_eq!(faults("UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'"), ["envelope_missing UNB"]);
        assert_eq!(faults("UNB+UNOC:3+A+B+1:1+7'BGM+220+1+9'UNZ+0+7'"), ["header_missing BGM[2]"]);
    }
}
