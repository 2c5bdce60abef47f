//! The course of a run: fill, serve, read, buy, weigh, start again.

use std::{thread, time::Duration};

use crate::{
    Arguments,
    baseline::Baseline,
    buying::Buying,
    catalogue,
    cluster::psql,
    error::BenchError,
    figures::{Aim, Figure, Report},
    http::{self, Connection},
    minimum,
    program::{self, Done, LIST, Server},
    reading::Reading,
    storage::{Place, Storage},
};

/// Times the market is started on what it has; the middle one counts.
const STARTS: usize = 5;
/// Aims: checkouts a second on each database.
const CHECKOUTS_SQLITE: f64 = 400.0;
const CHECKOUTS_POSTGRES: f64 = 200.0;
/// Aim for an import of 100,000 rows; in proportion for fewer.
const IMPORT_ROWS_PER_SECOND: f64 = 100_000.0 / 60.0;

/// Where a market is measured.
pub(crate) fn prepare(arguments: &Arguments) -> Result<(Storage, Place), BenchError> {
    program::path()?;
    if cfg!(debug_assertions) {
        eprintln!("bench: built without --release, so the figures mean little");
    }
    let storage = Storage::prepare(arguments)?;
    let place = storage.place()?;
    Ok((storage, place))
}

/// Measures everything and prints it.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), BenchError> {
    let (storage, place) = prepare(arguments)?;
    let disk = storage.durable_writes()?.percentile_ms(50);
    let name = "the disk keeps 4 kB for good: p50";
    let mut figures = vec![Figure::new("disk", name, disk, "ms")];
    let products = fill(arguments, &storage, &place, &mut figures).await?;
    figures.extend(serve(arguments, &storage, &place).await?);
    figures.push(start_again(&place).await?);
    if let Some(rows) = arguments.import_rows {
        figures.extend(import(arguments, &storage, rows).await?);
    }
    print(arguments, &storage, products, figures);
    Ok(())
}

/// Prints what was measured.
pub(crate) fn print(arguments: &Arguments, storage: &Storage, products: u64, figures: Vec<Figure>) {
    let report = Report {
        database: storage.database_name(),
        products,
        connections: arguments.connections,
        buyers: arguments.buyers,
        processors: thread::available_parallelism().map_or(1, usize::from),
        figures,
    };
    match arguments.json {
        true => println!("{}", report.json()),
        false => print!("{}", report.table()),
    }
}

/// Imports the scaled list and waits until all of it is public; tells how many products that is.
pub(crate) async fn fill(
    arguments: &Arguments,
    storage: &Storage,
    place: &Place,
    figures: &mut Vec<Figure>,
) -> Result<u64, BenchError> {
    tell(&format!("importing {} rows", arguments.products));
    let imported = import_rows(arguments, storage, place, arguments.products).await?;
    let count = |name: &str| imported.answer[name].as_u64().unwrap_or_default();
    let products = count("created") - count("drafts");
    let server = Server::start(place).await?;
    let shown = server.shows(products).await?;
    server.stop().await?;
    if let Some(url) = &place.database_url {
        // Plans made on empty tables scan (architecture.md, part 5).
        psql(url, "VACUUM ANALYZE")?;
    }
    let import = imported.elapsed.as_secs_f64();
    figures.push(Figure::new(
        "fill",
        "import into an empty market",
        import,
        "s",
    ));
    figures.push(Figure::new(
        "shown",
        "until all of it is public",
        shown.as_secs_f64(),
        "s",
    ));
    Ok(products)
}

async fn import_rows(
    arguments: &Arguments,
    storage: &Storage,
    place: &Place,
    rows: u32,
) -> Result<Done, BenchError> {
    let list = storage.files().join("list.csv");
    catalogue::scale(&arguments.catalogue, &list, rows)?;
    let list = list.display().to_string();
    let command = ["import", "products", &list, "--sample-prices", "--json"];
    program::run(place, &command, true).await
}

/// Everything that is measured on one running market.
async fn serve(
    arguments: &Arguments,
    storage: &Storage,
    place: &Place,
) -> Result<Vec<Figure>, BenchError> {
    let server = Server::start(place).await?;
    let body = storage.files().join("list.json");
    let mut connection = Connection::open(server.address).await?;
    std::fs::write(&body, connection.expect(200, &http::get(LIST)).await?)?;
    let baseline = Baseline::start(&body).await?;
    let reading = Reading {
        market: server.address,
        baseline: &baseline,
        queries: &catalogue::column(&arguments.queries, "query")?,
        connections: arguments.connections,
        duration: arguments.duration(),
    };
    tell("reading");
    let mut figures = reading.measure().await?;
    figures.extend(weigh(&server)?);
    tell("buying");
    figures.extend(buy(arguments, storage, place, &server).await?);
    server.stop().await?;
    // Speed that breaks a rule is no speed: a broken invariant ends the run here.
    program::run(place, &["audit", "--json"], false).await?;
    Ok(figures)
}

/// Memory after the catalogue was read by all.
fn weigh(server: &Server) -> Result<[Figure; 2], BenchError> {
    let memory = server.memory()?;
    Ok([
        Figure::new(
            "memory",
            "memory after reading",
            megabytes(memory.resident_bytes),
            "MB",
        )
        .aim(Aim::Under(150.0)),
        Figure::new("memory_peak", "  peak", megabytes(memory.peak_bytes), "MB"),
    ])
}

async fn buy(
    arguments: &Arguments,
    storage: &Storage,
    place: &Place,
    server: &Server,
) -> Result<Vec<Figure>, BenchError> {
    let buying = Buying {
        server,
        buyers: arguments.buyers,
        duration: arguments.duration(),
        aim: match place.database_url {
            Some(_) => CHECKOUTS_POSTGRES,
            None => CHECKOUTS_SQLITE,
        },
    };
    buying.warm_up().await?;
    if let Some(url) = &place.database_url {
        // A server does so by itself within a minute; plans made for tables without carts scan.
        psql(url, "ANALYZE")?;
    }
    let (mut figures, checkouts) = buying.measure().await?;
    if let Some(url) = &place.database_url {
        let by = (arguments.buyers, arguments.duration());
        if let Some(least) = minimum::checkouts(url, by, storage.files()).await? {
            let name = "least SQL of a checkout, by pgbench";
            figures.push(Figure::new("pgbench", name, least, "/s"));
            let name = "  whole checkouts against it";
            figures.push(Figure::new("checkout_against", name, checkouts, "/s").against(least));
        }
    }
    let memory = server.memory()?;
    let peak = megabytes(memory.peak_bytes);
    figures.push(Figure::new(
        "memory_end",
        "memory after buying, peak",
        peak,
        "MB",
    ));
    Ok(figures)
}

/// How long the market takes from nothing to its first list.
async fn start_again(place: &Place) -> Result<Figure, BenchError> {
    tell("starting again");
    let mut starts: Vec<Duration> = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let server = Server::start(place).await?;
        starts.push(server.ready_after);
        server.stop().await?;
    }
    starts.sort_unstable();
    let middle = starts[STARTS / 2].as_secs_f64() * 1_000.0;
    let name = "from start to the first list, on existing data";
    Ok(Figure::new("ready", name, middle, "ms").aim(Aim::Under(500.0)))
}

/// A large list into an empty market.
async fn import(
    arguments: &Arguments,
    storage: &Storage,
    rows: u32,
) -> Result<Vec<Figure>, BenchError> {
    let Some(place) = storage.another()? else {
        eprintln!("bench: the one database that was given is in use, so no large import");
        return Ok(Vec::new());
    };
    tell(&format!("importing {rows} rows"));
    let done = import_rows(arguments, storage, &place, rows).await?;
    let within = f64::from(rows) / IMPORT_ROWS_PER_SECOND;
    let seconds = done.elapsed.as_secs_f64();
    Ok(vec![
        Figure::new("import", "import of the large list", seconds, "s").aim(Aim::Under(within)),
        Figure::new(
            "import_memory",
            "  peak memory",
            megabytes(done.peak_bytes),
            "MB",
        )
        .aim(Aim::Under(300.0)),
    ])
}

fn megabytes(bytes: u64) -> f64 {
    let kibibytes = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
    f64::from(kibibytes) * 1024.0 / 1e6
}

/// Says what is going on; standard output is for the answer.
pub(crate) fn tell(doing: &str) {
    eprintln!("bench: {doing}");
}
