//! Batches, over more rows than an org has from the start.

use std::time::Duration;

use axum::{body::Body, extract::Request, http::header};
use serde_json::{Value, json};
use tower::Service;

use crate::{OrgKind, Timing, World, front_door};

/// A world in which Contact has so many rows, and the first user's tokens: two of them.
fn world(contacts: usize) -> (World, [String; 2]) {
    let world = World::new(&[OrgKind::Developer], [], Timing::instant());
    let tokens = {
        let description = world.describe();
        let users = &description.orgs[0].users;
        [users[0].access_token.clone(), users[1].access_token.clone()]
    };
    let row = |number: usize| json!({ "Id": format!("003PR{number:010}AAA"), "LastName": format!("L{number:05}"), "IsDeleted": false });
    let rows: Vec<_> = (0..contacts).filter_map(|number| row(number).as_object().cloned()).collect();
    world.state().orgs[0].records.insert("Contact", rows);
    (world, tokens)
}

async fn get(world: &World, token: &str, path: &str, options: &str) -> (u16, Value) {
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, "localhost:0")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("Sforce-Query-Options", options)
        .body(Body::empty())
        .unwrap();
    let answer =
        front_door::site(world.clone(), front_door::Site::Org(0), Duration::from_secs(60)).call(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

const ALL: &str = "/services/data/v67.0/query?q=SELECT+Id,LastName+FROM+Contact+ORDER+BY+LastName";

fn refused() -> (u16, Value) {
    (400, json!([{ "message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR" }]))
}

#[tokio::test]
async fn a_record_is_lost_between_batches() {
    let (world, [token, _]) = world(4100);
    for (options, sizes) in [
        ("", vec![2000, 2000, 100]),
        ("batchSize=2000", vec![2000, 2000, 100]),
        ("batchSize=9000", vec![2000, 2000, 100]),
        ("batchSize=1500", vec![1500, 1500, 1100]),
        ("batchSize=many", vec![2000, 2000, 100]),
        ("batchSize=1", vec![200; 21]),
    ] {
        let (mut path, mut seen, mut got) = (Some(ALL.to_owned()), Vec::new(), Vec::new());
        while let Some(next) = path {
            let (status, body) = get(&world, &token, &next, options).await;
            assert_eq!((status, &body["totalSize"]), (200, &json!(4100)), "{next}");
            let names = body["records"].as_array().unwrap().iter().map(|one| one["LastName"].to_string());
            let before = seen.len();
            seen.extend(names);
            got.push(seen.len() - before);
            path = body["nextRecordsUrl"].as_str().map(str::to_owned);
            assert_eq!(body["done"], path.is_none(), "{next}");
            let place = "/services/data/v67.0/query/01gPR";
            assert!(path.iter().all(|path| path.starts_with(place) && path.ends_with(&format!("-{}", seen.len()))));
        }
        assert_eq!(got.last(), if options == "batchSize=1" { Some(&100) } else { sizes.last() }, "{options}");
        assert_eq!(got.len(), sizes.len(), "{options}");
        assert_eq!((seen.len(), seen.is_sorted()), (4100, true), "{options}");
    }
}

#[tokio::test]
async fn a_result_is_read_by_others_or_too_late() {
    let (world, [token, other]) = world(201);
    let (_, body) = get(&world, &token, ALL, "batchSize=200").await;
    let next = body["nextRecordsUrl"].as_str().unwrap().to_owned();
    assert_eq!(get(&world, &other, &next, "").await, refused());
    assert_eq!(get(&world, &token, &next.replace("-200", "-201"), "").await, refused());
    for _ in 0..2 {
        let (status, rest) = get(&world, &token, &next, "").await;
        assert_eq!((status, rest["records"].as_array().unwrap().len(), &rest["done"]), (200, 1, &json!(true)));
    }
    let (id, _) = next.rsplit_once('/').unwrap().1.split_once('-').unwrap();
    let now = world.now();
    let lives = |at| world.state().orgs[0].cursors.get(id, at).is_some();
    assert!(lives(crate::clock::later(now, Duration::from_secs(47 * 3600))));
    assert!(!lives(crate::clock::later(now, Duration::from_secs(49 * 3600))));
}

#[tokio::test]
async fn an_eleventh_result_closes_another_than_the_oldest() {
    let (world, [token, other]) = world(201);
    let mut open = Vec::new();
    for _ in 0..11 {
        let (_, body) = get(&world, &token, ALL, "batchSize=200").await;
        open.push(body["nextRecordsUrl"].as_str().unwrap().to_owned());
        get(&world, &other, ALL, "batchSize=200").await;
    }
    assert_eq!(get(&world, &token, &open[0], "").await, refused());
    for next in &open[1..] {
        assert_eq!(get(&world, &token, next, "").await.0, 200);
    }
}

#[tokio::test]
async fn groups_that_fill_more_than_a_batch_are_sent() {
    let (world, [token, _]) = world(201);
    let path = "/services/data/v67.0/query?q=SELECT+LastName,COUNT(Id)+FROM+Contact+GROUP+BY+LastName";
    let refused = json!([{
        "message": "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
        "errorCode": "EXCEEDED_ID_LIMIT",
    }]);
    assert_eq!(get(&world, &token, path, "batchSize=200").await, (400, refused));
    assert_eq!(get(&world, &token, &format!("{path}+LIMIT+200"), "batchSize=200").await.0, 200);
}
