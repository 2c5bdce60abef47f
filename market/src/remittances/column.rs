//! The columns of a remittance file, and the headers that carriers give them.

use crate::import::Heading;

/// A column of a remittance file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The carrier's code of the parcel; required.
    TrackingCode,
    /// Our order's number, which the carrier may print beside its code.
    OrderNumber,
    /// The cash collected; required.
    Cod,
    /// A fee; any number of columns, which are added up.
    Fee,
    /// All fees together.
    FeeTotal,
    /// The carrier's name for the transfer.
    Reference,
    /// The day of the transfer.
    RemittedOn,
}

impl Heading for Column {
    const ALL: &'static [Self] = &[
        Self::TrackingCode,
        Self::OrderNumber,
        Self::Cod,
        Self::Fee,
        Self::FeeTotal,
        Self::Reference,
        Self::RemittedOn,
    ];
    const REQUIRED: &'static [Self] = &[Self::TrackingCode, Self::Cod];

    fn name(self) -> &'static str {
        match self {
            Self::TrackingCode => "tracking_code",
            Self::OrderNumber => "order_number",
            Self::Cod => "cod",
            Self::Fee => "fee",
            Self::FeeTotal => "fee_total",
            Self::Reference => "remittance_id",
            Self::RemittedOn => "remitted_on",
        }
    }

    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::TrackingCode => &[
                "ma van don",
                "ma don hang",
                "ma don ghn",
                "ma buu gui",
                "so hieu buu gui",
                "ma don",
                "tracking",
                "order code",
                "ordercode",
            ],
            Self::OrderNumber => &[
                "ma don khach hang",
                "ma don hang rieng",
                "ma tham chieu",
                "ma don shop",
                "client order code",
                "clientordercode",
            ],
            Self::Cod => &[
                "tien thu ho",
                "so tien thu ho",
                "thu ho",
                "tien cod",
                "cod da thu",
                "cod amount",
                "codamount",
                "cod collected",
            ],
            Self::Fee => FEES,
            Self::FeeTotal => &[
                "tong phi",
                "tong phi dich vu",
                "tong cuoc",
                "total fee",
                "totalfee",
                "fees",
            ],
            Self::Reference => &[
                "ma phien",
                "ma phien chuyen tien",
                "phien chuyen tien",
                "ma doi soat",
                "ma chuyen tien",
                "ma thanh toan",
                "remittance",
            ],
            Self::RemittedOn => &[
                "ngay chuyen tien",
                "ngay chuyen cod",
                "ngay doi soat",
                "ngay thanh toan",
                "cod transfer date",
                "codtransferdate",
                "date",
                "ngay",
            ],
        }
    }

    fn may_repeat(self) -> bool {
        self == Self::Fee
    }
}

/// What carriers call the lines of their fees.
const FEES: &[&str] = &[
    "phi",
    "phi dich vu",
    "phi van chuyen",
    "phi giao hang",
    "cuoc",
    "cuoc phi",
    "cuoc chinh",
    "phi thu ho",
    "phi cod",
    "phi thu ho that bai",
    "phi giao that bai",
    "phi bao hiem",
    "phi khai gia",
    "phi hoan",
    "phi hoan hang",
    "phi chuyen hoan",
    "phi giao lai",
    "phi vung xa",
    "phu phi",
    "phi khac",
    "vat",
    "thue gtgt",
    "main service",
    "mainservice",
    "insurance",
    "cod fee",
    "codfee",
    "codfailedfee",
    "cod failed fee",
    "return",
    "return fee",
    "r2s",
    "deliverremoteareasfee",
    "deliver remote areas fee",
    "shipping fee",
    "other fee",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_means_one_column() {
        let mut headers: Vec<String> = Vec::new();
        for column in Column::ALL {
            headers.push(search::fold(column.name()));
            headers.extend(column.aliases().iter().map(|alias| (*alias).to_owned()));
        }
        let count = headers.len();
        headers.sort();
        headers.dedup();

        assert_eq!(headers.len(), count);
        assert!(headers.iter().all(|header| search::fold(header) == *header));
    }
}
