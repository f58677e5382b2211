//! What is refused, and the way out that is told.

use super::{
    stub::{Order, Stub, Trouble},
    *,
};

/// What was typed is refused before anything is touched: exit code 2, and the words.
macro_rules! refused {
    ($($name:ident: $typed:expr;)*) => {
        $(#[test]
        fn $name() {
            let queues = Queues::new();
            queues.send("dlq", EVENT, &[]);
            let typed: &[&str] = &$typed;
            let ran = queues.world.run_args(typed);
            assert_eq!(ran.code, 2, "{ran}");
            assert_ran!(ran);
            assert_eq!(queues.take("dlq").len(), 1);
        })*
    };
}

refused! {
    a_queue_does_not_go_into_itself:
        ["dlq", "redrive", "dlq", "--to", "queue", "dlq", "--yes"];
    a_queue_does_not_go_into_its_own_dead_letter_queue:
        ["dlq", "redrive", "work", "--to", "queue", "dlq", "--yes"];
    an_unknown_queue_gets_the_one_that_was_meant:
        ["dlq", "inspect", "dql"];
    an_unknown_destination_gets_the_one_that_was_meant:
        ["dlq", "redrive", "dlq", "--to", "queue", "wrok", "--yes"];
    an_unknown_kind_of_destination:
        ["dlq", "redrive", "dlq", "--to", "topic", "news", "--yes"];
    a_file_in_a_directory_that_is_not_there:
        ["dlq", "redrive", "dlq", "--to", "file", "gone/letters.ndjson", "--yes"];
    a_function_that_is_not_there:
        ["dlq", "redrive", "dlq", "--to", "function", "sync", "--yes"];
    no_messages_at_all:
        ["dlq", "redrive", "dlq", "--max", "0", "--yes"];
    a_bus_that_is_not_said:
        ["dlq", "redrive", "dlq", "--to", "bus", "--yes"];
    a_pattern_that_is_none:
        ["dlq", "redrive", "dlq", "--where", "{\"detail\": 1}", "--yes"];
    a_time_that_is_none:
        ["dlq", "inspect", "dlq", "--older-than", "yesterday"];
    a_change_that_is_none:
        ["dlq", "redrive", "dlq", "--jq", "map(.)", "--yes"];
    a_message_that_is_not_there:
        ["dlq", "inspect", "dlq", "--message", "nothing"];
    a_journal_that_is_not_there:
        ["dlq", "redrive", "dlq", "--resume", "gone.ndjson", "--yes"];
    a_journal_and_a_new_wish:
        ["dlq", "redrive", "dlq", "--resume", "j.ndjson", "--set", "a=1", "--yes"];
    a_purge_with_the_name_of_another_queue:
        ["dlq", "purge", "dlq", "--file", "copies.ndjson", "--confirm", "work"];
    a_move_task_of_a_queue_that_sqs_moved_nothing_to:
        ["dlq", "move-task", "start", "work", "--yes"];
    no_move_task_to_cancel:
        ["dlq", "move-task", "cancel", "dlq"];
    a_file_of_copies_that_is_not_there:
        ["dlq", "import", "dlq", "gone.ndjson", "--yes"];
}

#[test]
fn nothing_is_redriven_while_sqs_moves() {
    let queues = Queues::new();
    queues.send_many("dlq", 20);
    queues
        .world
        .ok("dlq move-task start dlq --to work --rate 1 --yes");
    assert_ran!(queues.world.run("dlq redrive dlq --yes"));
    let listed = queues.world.json("dlq move-task list dlq");
    assert_eq!(listed["tasks"][0]["status"], "RUNNING", "{listed}");
    queues.world.ok("dlq move-task cancel dlq");
}

#[test]
fn a_journal_that_is_broken_in_the_middle_is_named_with_the_line() {
    let queues = Queues::new();
    let resume = resume::journal(&queues, "m", Some("accepted"));
    let path = queues.world.dir().join("j.ndjson");
    let whole = fs::read_to_string(&path).expect("a journal");
    queues
        .world
        .write("j.ndjson", &whole.replacen("\"planned\"", "\"plan", 1));
    assert_ran!(queues.world.run(&format!("dlq redrive dlq {resume}")));
}

#[test]
fn a_journal_that_is_none() {
    let queues = Queues::new();
    queues.world.write("notes.txt", "to do\n");
    let ran = queues.world.run("dlq redrive dlq --resume notes.txt --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert_ran!(ran);
}

#[test]
fn a_journal_of_another_queue() {
    let queues = Queues::new();
    let resume = resume::journal(&queues, "m", None);
    assert_ran!(queues.world.run(&format!("dlq redrive work {resume}")));
}

#[test]
fn a_journal_that_another_process_has() {
    let queues = Queues::new();
    let resume = resume::journal(&queues, "m", None);
    let file = fs::File::open(queues.world.dir().join("j.ndjson")).expect("a journal");
    file.lock().expect("a lock");
    assert_ran!(queues.world.run(&format!("dlq redrive dlq {resume}")));
}

#[test]
fn expired_credentials_say_how_to_log_in() {
    let queues = Queues::new();
    let expired = Trouble::Refuse(403, "ExpiredTokenException");
    let _stub = Stub::before(&queues.world, vec![Order("GetQueueUrl", 0..9, expired)]);
    let ran = queues.world.run("dlq inspect dlq");
    assert_eq!(ran.code, 3, "{ran}");
    assert_ran!(ran);
}

/// Part-way: what stays, where it is written, and what to type.
#[test]
fn credentials_that_expire_part_way_say_how_to_go_on() {
    let queues = Queues::new();
    queues.send_many("dlq", 10);
    let expired = Trouble::Refuse(403, "ExpiredTokenException");
    let order = Order("DeleteMessageBatch", 0..1, expired);
    let _stub = Stub::before(&queues.world, vec![order]);
    let ran = queues.world.run("dlq redrive dlq --yes");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.stdout.contains("10 accepted, not deleted"), "{ran}");
    assert!(ran.stdout.contains("ExpiredTokenException"), "{ran}");
    for said in ["stopped part-way", "aws sso login", "--resume"] {
        assert!(ran.stderr.contains(said), "{said}: {ran}");
    }
}

#[test]
fn nothing_runs_and_nothing_is_configured() {
    let world = crate::common::World::new();
    assert_ran!(world.run("dlq list"));
}
