//! The shipped list of products, scaled.

use std::path::Path;

use csv::{Reader, StringRecord, Writer};

use crate::error::BenchError;

/// Units of every row: so many that no run sells one out.
const STOCK: &str = "1000000";

/// Writes a list of this many rows: the rows of `from` over and over, from the second time on
/// with a number behind the names of product and producer, so that they are other products of
/// other sellers.
pub(crate) fn scale(from: &Path, to: &Path, rows: u32) -> Result<(), BenchError> {
    let unusable = |path: &Path| {
        let path = path.to_owned();
        move |source| BenchError::File { path, source }
    };
    let mut list = Reader::from_path(from).map_err(unusable(from))?;
    let mut header = list.headers().map_err(unusable(from))?.clone();
    let named = |name: &str| header.iter().position(|column| column == name);
    let numbered = [named("name_vi"), named("producer")];
    let records: Vec<StringRecord> = list
        .records()
        .collect::<Result<_, _>>()
        .map_err(unusable(from))?;
    if records.is_empty() {
        return Err(BenchError::NoRows {
            path: from.to_owned(),
        });
    }
    header.push_field("stock");
    let mut scaled = Writer::from_path(to).map_err(unusable(to))?;
    scaled.write_record(&header).map_err(unusable(to))?;
    let repeated = (1..).flat_map(|round| records.iter().map(move |record| (round, record)));
    for (round, record) in repeated.zip(0..rows).map(|(row, _)| row) {
        let mut fields = numbered_fields(record, round, &numbered);
        fields.push(STOCK.to_owned());
        scaled.write_record(&fields).map_err(unusable(to))?;
    }
    scaled.flush()?;
    Ok(())
}

fn numbered_fields(record: &StringRecord, round: u32, numbered: &[Option<usize>]) -> Vec<String> {
    let field = |(column, text): (usize, &str)| {
        let is_numbered = round > 1 && !text.is_empty() && numbered.contains(&Some(column));
        match is_numbered {
            true => format!("{text} {round}"),
            false => text.to_owned(),
        }
    };
    record.iter().enumerate().map(field).collect()
}

/// The texts of a column of a CSV file.
pub(crate) fn column(file: &Path, name: &str) -> Result<Vec<String>, BenchError> {
    let unusable = |source| BenchError::File {
        path: file.to_owned(),
        source,
    };
    let mut list = Reader::from_path(file).map_err(unusable)?;
    let header = list.headers().map_err(unusable)?;
    let column = header.iter().position(|column| column == name);
    let records: Vec<StringRecord> = list.records().collect::<Result<_, _>>().map_err(unusable)?;
    let texts: Vec<String> = records
        .iter()
        .filter_map(|record| record.get(column?))
        .filter(|text| !text.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    match texts.is_empty() {
        true => Err(BenchError::NoRows {
            path: file.to_owned(),
        }),
        false => Ok(texts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_list_has_other_products_of_other_sellers() {
        let dir = tempfile::tempdir().expect("a directory");
        let (from, to) = (dir.path().join("from.csv"), dir.path().join("to.csv"));
        std::fs::write(
            &from,
            "name_vi,producer,province\nTôm,HTX A,Cà Mau\nTrà,,Cà Mau\n",
        )
        .expect("room");

        scale(&from, &to, 3).expect("it scales");

        let scaled = std::fs::read_to_string(&to).expect("a list");
        assert_eq!(
            scaled,
            "name_vi,producer,province,stock\n\
             Tôm,HTX A,Cà Mau,1000000\n\
             Trà,,Cà Mau,1000000\n\
             Tôm 2,HTX A 2,Cà Mau,1000000\n"
        );
    }
}
