namespace MlOpsDashboard.Core.Refusals;

/// <summary>Work in child processes: why it waits, ended or was refused.</summary>
internal sealed class WorkSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("work.holder.gone", "Its worker went away; it goes on from its last checkpoint."),
        ("work.shutdown", "The dashboard was shut down; it goes on from its last checkpoint at the next start."),
        ("work.disk.full", "Paused: the disk is full ({free} free in {folder}). What it has done is kept; it goes on when there is space."),
        ("work.retry", "Attempt {attempt} of {attempts} failed: {why} The next one goes on from the last checkpoint."),
        ("work.failed.repeatedly", "{why} It was tried {attempts} times."),
        ("work.child.code", "The worker process ended with code {code}."),
        ("work.child.code.words", "The worker process ended with code {code}. Its last words: {words}"),
        ("work.child.signal", "The worker process was ended by {signal}."),
        ("work.child.signal.words", "The worker process was ended by {signal}. Its last words: {words}"),
        ("work.child.gone", "The worker process went away without a word."),
        ("work.child.memory", "The worker process ran out of memory. A smaller batch or picture size needs less, and so does rematerialization \"full\"."),
        ("work.child.output", "The worker process wrote more than {limit} to its output and was ended."),
        ("work.child.silent", "The worker process ended without saying what it did."),
        ("work.child.refused", "{words}"),
        ("work.child.outside", "The worker process was asked to end from outside."),
        ("work.stop.killed", "It did not end in time and was killed; the last checkpoint counts."),
        ("work.stop.fault", "It was to stop, and ended by a fault of its own before that; the last checkpoint counts. {why}"),
        ("work.fault", "It could not be worked on: {why}"),
        ("work.model.missing", "The worker process finished without leaving {file}."),
        ("calls.busy", "{waiting} requests wait for a worker process already. Try again in a moment."),
        ("calls.time", "{what} took longer than {limit} and was ended."),
    ];
}
