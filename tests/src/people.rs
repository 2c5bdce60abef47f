//! People and sellers to test with.

use entity::sellers::{MemberRole, SellerKind, SellerState, TaxKind, membership, seller};
use market::{
    Language,
    accounts::{self, Actor, Registration, StaffRole},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::{Caller, Market};

/// Everybody's password.
pub const PASSWORD: &str = "mười lăm chữ cái là đủ";

impl Market {
    /// Somebody with an account and no rights, signed in.
    pub async fn sign_up(&self, name: &str) -> Caller {
        self.person(name, Vec::new()).await
    }

    /// A member of staff, signed in.
    pub async fn staff(&self, role: StaffRole) -> Caller {
        self.person(&format!("{role:?}"), vec![role]).await
    }

    /// Somebody who acts for a seller, signed in.
    ///
    /// # Panics
    ///
    /// When there is no such seller.
    pub async fn member_of(&self, seller_id: Uuid) -> Caller {
        let member = self.sign_up("Thành viên").await;
        let row = membership::ActiveModel {
            seller_id: Set(seller_id),
            account_id: Set(member.account_id()),
            role: Set(MemberRole::Owner),
            created_at: Set(self.app().clock().now()),
        };
        membership::Entity::insert(row)
            .exec_without_returning(self.database().write())
            .await
            .expect("a seller to act for");
        member
    }

    /// An open cooperative in Cà Mau.
    ///
    /// # Panics
    ///
    /// When the database fails.
    pub async fn seller(&self, name: &str) -> Uuid {
        let now = self.app().clock().now();
        let id = market::token::new_id();
        let row = seller::ActiveModel {
            id: Set(id),
            slug: Set(format!("seller-{}", id.simple())),
            name: Set(name.to_owned()),
            kind: Set(Some(SellerKind::Cooperative)),
            tax_kind: Set(TaxKind::Cooperative),
            state: Set(SellerState::Open),
            province_code: Set(Some("96".to_owned())),
            commune_code: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            version: Set(1),
            ..Default::default()
        };
        seller::Entity::insert(row)
            .exec_without_returning(self.database().write())
            .await
            .expect("a seller");
        id
    }

    async fn person(&self, name: &str, roles: Vec<StaffRole>) -> Caller {
        let email = format!("{}@example.vn", market::token::new_id().simple());
        let registration = Registration {
            email: Some(email.clone()),
            phone: None,
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            language: Language::Vi,
            roles,
        };
        accounts::register(self.app(), registration)
            .await
            .expect("an account");
        self.sign_in(&email).await
    }

    /// A signed-in caller as the rules of the market know it.
    ///
    /// # Panics
    ///
    /// When it is not signed in.
    pub async fn actor(&self, caller: &Caller) -> Actor {
        let bearer = caller.header("Authorization").expect("a signed-in caller");
        let token = bearer.strip_prefix("Bearer ").expect("a bearer token");
        accounts::actor_of(self.app(), token)
            .await
            .expect("a session")
    }

    /// Signs somebody in whose password is [`PASSWORD`].
    pub async fn sign_in(&self, identifier: &str) -> Caller {
        let credentials = json!({"email": identifier, "password": PASSWORD});
        let session = self
            .guest()
            .post("/v1/store/sessions", credentials)
            .await
            .expect(201);
        self.guest().signed_in(&session)
    }
}
