//! The end of the month: taxes, statements, the bank's own word, and the books.

use std::collections::BTreeMap;

use chrono::Months;
use serde_json::{Value, json};
use tests::dong;

use super::{
    Story,
    opening::{first_of_next, run},
};
use crate::remittances::given::{today, upload_to};

impl Story {
    /// The first of the next month.
    pub(super) async fn month_ends(&self) {
        let today = self.market.app().clock().today();
        let left = first_of_next(today) - today;
        self.days_pass(left.num_days()).await;
    }

    /// The month that is over, such as 2026-12.
    fn month(&self) -> String {
        let today = self.market.app().clock().today();
        (today - Months::new(1)).format("%Y-%m").to_string()
    }

    /// The household sold 200,000 + 120,000 + 240,000, of which 200,000 came back.
    pub(super) async fn taxes_are_declared(&self) {
        let month = self.month();
        let finance = &self.desk.finance;
        let declared = finance.get(&format!("/v1/desk/withholding/{month}")).await;
        let declared = declared.expect(200);
        let sellers = declared["sellers"].as_array().expect("sellers");
        assert_eq!(sellers.len(), 1, "{declared}");
        let withheld = &sellers[0]["withheld"];
        for (field, amount) in [
            ("sales", 560_000),
            ("returned", 200_000),
            ("vat", 5_600),
            ("vat_returned", 2_000),
            ("pit", 2_800),
            ("pit_returned", 1_000),
        ] {
            assert_eq!(dong(&withheld[field]), amount, "{field}");
        }
        let file = finance
            .get(&format!("/v1/desk/tax-periods/{month}.csv"))
            .await;
        let file = file.text();
        let row = ",560000,200000,5600,2000,3600,2800,1000,1800\r\n";
        assert!(file.contains(row), "{file}");
        assert_eq!(self.desk.account("withheld_vat").await, -3_600);
        assert_eq!(self.desk.account("withheld_pit").await, -1_800);
    }

    /// Every seller's statement of the month: what it sums up to by kind, and how it closes.
    pub(super) async fn statements_agree(&self) {
        let household = [
            ("Sale", 600_000),
            ("Seller's discount", -40_000),
            ("Commission", -9_600 - 16_000 - 19_200),
            ("VAT on commission", -4_480),
            ("VAT withheld", -5_600),
            ("Personal income tax withheld", -2_800),
            ("Refund to the shopper", -100_000),
            ("Paid back after a dispute", -100_000),
            ("Commission given back", 8_000 + 8_000),
            ("VAT on commission given back", 1_600),
            ("Withheld VAT given back", 2_000),
            ("Withheld personal income tax given back", 1_000),
            ("Payout", -197_340 - 125_580),
        ];
        let cooperative = [
            ("Sale", 600_000),
            ("Commission", -3 * 16_000),
            ("VAT on commission", -3 * 1_600),
            ("Refund to the shopper", -50_000),
            ("Paid back after a dispute", -150_000),
            ("Commission given back", 4_000 + 12_000),
            ("VAT on commission given back", 400 + 1_200),
            ("Payout", -364_800),
        ];
        let company = [
            ("Sale", 480_000),
            ("Commission", -38_400),
            ("VAT on commission", -3_840),
            ("Paid back after a dispute", -160_000),
            ("Commission given back", 12_800),
            ("VAT on commission given back", 1_280),
            ("Payout", -437_760),
        ];
        self.statement_is(0, &household, 0).await;
        self.statement_is(1, &cooperative, 0).await;
        self.statement_is(2, &company, -145_920).await;
    }

    async fn statement_is(&self, stall: usize, sums: &[(&str, i64)], closing: i64) {
        let path = format!("/v1/seller/statements/{}.csv", self.month());
        let member = &self.stalls[stall].member;
        let csv = member.get(&path).header("Accept-Language", "en").await;
        let csv = csv.text();
        let rows: Vec<Vec<&str>> = csv.lines().map(|row| row.split(',').collect()).collect();
        let (last, rows) = rows[1..].split_last().expect("rows");
        let mut found: BTreeMap<&str, i64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row[3].is_empty()) {
            let amount: i64 = row[3].parse().expect("an amount");
            *found.entry(row[1]).or_default() += amount;
        }
        assert_eq!(found, sums.iter().copied().collect(), "{csv}");
        assert_eq!(last[4].parse(), Ok(closing), "{csv}");
    }

    /// The bank's own statement says what the books say, line by line.
    pub(super) async fn bank_agrees(&self) {
        let day = today(&self.market);
        let lines = [
            (340_000, "in", "FT1"),
            (333_000, "in", "PHIEN2026"),
            (487_500, "in", "po_20261201"),
            (197_340, "out", "FTA1"),
            (364_800, "out", "FTA2"),
            (437_760, "out", "FTA3"),
            (125_580, "out", "FTC1"),
        ];
        let mut file = String::from("date,amount,direction,reference,content\n");
        for (amount, way, reference) in lines {
            file.push_str(&format!("{day},{amount},{way},{reference},\n"));
        }
        let finance = &self.desk.finance;
        let taken = upload_to(finance, "/v1/desk/bank-statements", file, &[]).await;
        let taken = taken.expect(201);
        assert_eq!([&taken["matched"], &taken["unmatched"]], [7, 0], "{taken}");
        let found = finance
            .get("/v1/desk/bank-reconciliation")
            .await
            .expect(200);
        assert_eq!(found["agrees"], true, "{found}");
        assert_eq!(dong(&found["ledger"]), 35_020);
    }

    /// The trial balance by hand; every promise is kept, and every report shows nothing.
    pub(super) async fn books_are_right(&self) {
        let books = self.desk.finance.get("/v1/desk/ledger/trial-balance").await;
        let books = books.expect(200);
        let mut found: BTreeMap<String, i64> = BTreeMap::new();
        for line in books["lines"].as_array().expect("lines") {
            let balance = dong(&line["balance"]);
            if balance != 0 {
                let account = line["account"].as_str().expect("a name");
                found.insert(account.to_owned(), balance);
            }
        }
        let expected = [
            ("bank:main", 35_020),
            // 594,000 + 500,000, less 135,000 and 459,000 that went back, the dispute's fee and
            // what was settled.
            ("psp:stripe", -384_000),
            ("available", 145_920),
            ("income:commission", -86_400),
            // Two deliveries at 30,000, less what the carrier took for them.
            ("income:shipping_margin", -60_000 + 47_000),
            // Six that the carrier has not billed yet.
            ("shipping_clearing", -180_000),
            ("expense:voucher", 10_000),
            ("expense:psp_fee", 15_000),
            ("expense:dispute_fee", 380_000),
            ("expense:chargeback", 90_000),
            ("vat_input", 1_500),
            ("vat_output", -8_640),
            ("withheld_vat", -3_600),
            ("withheld_pit", -1_800),
        ];
        let expected = expected.map(|(account, balance)| (account.to_owned(), balance));
        assert_eq!(found, BTreeMap::from(expected));
        assert_eq!(dong(&books["sum"]), 0);
        all_is_well(&books["audit"]);
        let audit = run(&self.market, &["audit", "--json"], "").await;
        all_is_well(&serde_json::from_slice(&audit.stdout).expect("JSON"));
    }
}

fn all_is_well(audit: &Value) {
    assert_eq!(audit["clean"], true, "{audit}");
    for list in ["invariants", "reconciliations"] {
        let findings = audit[list].as_array().expect("findings");
        let odd: Vec<&Value> = findings
            .iter()
            .filter(|one| one["ok"] != json!(true))
            .collect();
        assert!(!findings.is_empty() && odd.is_empty(), "{odd:#?}");
    }
}
