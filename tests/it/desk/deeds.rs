//! What people do at the desk, in one line each.

use ramjet::entity::ids::{FormId, MessageId, OrderId};
use ramjet::entity::states::{Fate, FormKind, JobState};
use ramjet::entity::{Scope, Settings, job, order, organisation};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::intake;
use ramjet::intake::page::MessageRow;
use ramjet::jobs;
use ramjet::ops::deed::{Deed, Done};
use ramjet::pipeline;
use ramjet::review::evidence::FieldName;
use ramjet::review::order::{Correction, ProductChoice, ReviewError};
use ramjet::review::page::{LineView, OrderPage};
use ramjet::review::{self, objection::Doubt};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};

use super::{Desk, Person};

impl Desk {
    /// A deed of this person, now.
    pub fn deed<'a>(&'a self, person: &'a Person) -> Deed<'a> {
        Deed { db: &self.db, now: self.clock.now(), scope: &person.scope, actor: person.name, once: None }
    }

    /// Delivers a mail and works until its fate is decided.
    pub async fn receive(&self, bytes: &[u8], name: &str) {
        assert_eq!(self.deliver(bytes, name).await, 1, "{name} is one message");
        self.work_until_idle().await;
    }

    /// The same for a mail that is one order; gives its id.
    pub async fn receive_order(&self, bytes: &[u8], name: &str) -> OrderId {
        let before = self.orders().await;
        self.receive(bytes, name).await;
        let after = self.orders().await;
        assert_eq!(after.len(), before.len() + 1, "{name} is one order; the inbox: {:?}", self.inbox().await);
        *after.last().unwrap()
    }

    /// Every order of every organisation, oldest first.
    pub async fn orders(&self) -> Vec<OrderId> {
        let rows = order::Entity::find().order_by_asc(order::Column::Id).all(&self.db.read).await.unwrap();
        rows.into_iter().map(|row| row.id).collect()
    }

    /// The order as Sharon sees it.
    pub async fn page(&self, id: OrderId) -> OrderPage {
        self.page_for(&self.sharon.scope, id).await.unwrap()
    }

    /// The order as somebody sees it.
    pub async fn page_for(&self, scope: &Scope, id: OrderId) -> Result<OrderPage, ReviewError> {
        review::page::order(&self.db, scope, self.clock.now(), id).await
    }

    /// One line of the order; positions begin at 1.
    pub async fn line(&self, id: OrderId, position: i64) -> LineView {
        self.page(id).await.lines.into_iter().find(|line| line.position == position).unwrap()
    }

    /// What is left to be settled, with the position of its line.
    pub async fn open_doubts(&self, id: OrderId) -> Vec<(Option<i64>, Doubt)> {
        let page = self.page(id).await;
        let position = |line| page.lines.iter().find(|other| Some(other.id) == line).map(|line| line.position);
        let open = page.objections.iter().filter(|objection| objection.settled_by.is_none());
        open.map(|objection| (position(objection.line), objection.doubt.clone())).collect()
    }

    /// The version and the row as stored, for comparing before and after.
    pub async fn row(&self, id: OrderId) -> order::Model {
        order::Entity::find_by_id(id).one(&self.db.read).await.unwrap().unwrap()
    }

    /// The newest messages as Sharon sees them, newest first.
    pub async fn inbox(&self) -> Vec<MessageRow> {
        intake::page::inbox(&self.db, &self.sharon.scope, None).await.unwrap().rows
    }

    /// The fates of all messages, oldest first.
    pub async fn fates(&self) -> Vec<Fate> {
        self.inbox().await.iter().rev().map(|row| row.fate).collect()
    }

    /// The message an order came from.
    pub async fn message_of(&self, id: OrderId) -> MessageId {
        self.page(id).await.message.unwrap()
    }

    /// Types values into the form of the order as it stands now; lines by position.
    pub async fn correct(
        &self, person: &Person, id: OrderId, values: &[(Option<i64>, FieldName, &str)],
    ) -> Result<Done, ReviewError> {
        let version = self.page(id).await.version;
        self.correct_at(person, id, version, values).await
    }

    /// The same with a form that was drawn at `version`.
    pub async fn correct_at(
        &self, person: &Person, id: OrderId, version: i64, values: &[(Option<i64>, FieldName, &str)],
    ) -> Result<Done, ReviewError> {
        let lines = self.page(id).await.lines;
        let line = |position: i64| lines.iter().find(|line| line.position == position).unwrap().id;
        let values = values.iter().map(|(at, field, text)| (at.map(line), *field, (*text).to_owned())).collect();
        review::order::correct(&self.deed(person), id, version, &Correction { values, ..Correction::default() }).await
    }

    /// Chooses a product for a line by its code.
    pub async fn choose(&self, person: &Person, id: OrderId, position: i64, code: &str) -> Result<Done, ReviewError> {
        let page = self.page(id).await;
        let line = page.lines.iter().find(|line| line.position == position).unwrap().id;
        let choice = ProductChoice::Code(code.to_owned());
        review::order::choose_product(&self.deed(person), id, page.version, line, &choice).await
    }

    /// Keeps things as they are against every objection that allows it.
    pub async fn settle_all(&self, person: &Person, id: OrderId) {
        loop {
            let page = self.page(id).await;
            let open = page.objections.iter().find(|o| o.settled_by.is_none() && o.doubt.can_be_settled());
            let Some(open) = open else { return };
            review::order::settle(&self.deed(person), id, page.version, open.id).await.unwrap();
        }
    }

    /// Approves the order as it stands now.
    pub async fn approve(&self, person: &Person, id: OrderId) -> Result<Done, FulfilmentError> {
        let version = self.page(id).await.version;
        fulfilment::order::approve(&self.deed(person), &self.blobs, id, version).await
    }

    /// Settles what is left and approves.
    pub async fn settle_and_approve(&self, person: &Person, id: OrderId) {
        self.settle_all(person, id).await;
        self.approve(person, id).await.unwrap();
    }

    /// Takes the approval back.
    pub async fn recall(&self, person: &Person, id: OrderId) -> Result<Done, FulfilmentError> {
        let version = self.page(id).await.version;
        fulfilment::order::recall(&self.deed(person), id, version).await
    }

    /// Refuses the order.
    pub async fn reject(&self, person: &Person, id: OrderId, reason: &str) -> Result<Done, ReviewError> {
        let version = self.page(id).await.version;
        review::order::reject(&self.deed(person), id, version, reason).await
    }

    /// The forms of the order in force: kind, number, file name, bytes.
    pub async fn forms(&self, id: OrderId) -> Vec<(FormKind, String, String, Vec<u8>)> {
        let mut forms = Vec::new();
        for form in self.page(id).await.forms {
            let (name, bytes) = self.form(&self.sharon.scope, (id, form.id)).await.unwrap();
            assert_eq!(name, form.file_name);
            forms.push((form.kind, form.number, name, bytes));
        }
        forms
    }

    /// One form as somebody downloads it.
    pub async fn form(&self, scope: &Scope, id: (OrderId, FormId)) -> Result<(String, Vec<u8>), FulfilmentError> {
        fulfilment::page::form(&self.db, &self.blobs, scope, id).await
    }

    /// The letters of the outbox folder, each as its bytes.
    pub fn letters(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = std::fs::read_dir(self.outbox()) else { return Vec::new() };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
    }

    /// How many rows of a table the first organisation has.
    pub async fn count<E: ramjet::entity::OfOrganisation>(&self) -> u64
    where
        E::Model: Sync + Send,
    {
        use sea_orm::PaginatorTrait as _;
        E::of(&self.sharon.scope).count(&self.db.read).await.unwrap()
    }

    /// The next job is leased by a worker that dies at once.
    pub async fn lose_the_worker_of_the_next_job(&self) {
        let until = self.clock.now() + chrono::TimeDelta::seconds(60);
        let leased = job::ActiveModel {
            state: Set(JobState::Leased),
            leased_by: Set(Some("the dead".to_owned())),
            leased_until: Set(Some(until)),
            attempts: Set(1),
            fence: Set(1),
            ..Default::default()
        };
        let update = job::Entity::update_many().set(leased).filter(job::Column::State.eq(JobState::Waiting));
        assert_eq!(update.exec(&self.db.write).await.unwrap().rows_affected, 1);
    }

    /// What the process does when it starts: jobs of a process that died are taken back.
    pub async fn restart(&self) {
        jobs::reclaim_all(&self.ctx, &std::sync::Arc::new(pipeline::registry())).await.unwrap();
        self.advance(15);
    }

    /// Changes what the organisation decided once.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let row = organisation::Entity::find_by_id(self.sharon.scope.organisation()).one(&self.db.read).await;
        let mut row = row.unwrap().unwrap();
        change(&mut row.settings);
        let settings = Set(row.settings.clone());
        let row = organisation::ActiveModel { settings, ..row.into() };
        row.update(&self.db.write).await.unwrap();
    }
}
