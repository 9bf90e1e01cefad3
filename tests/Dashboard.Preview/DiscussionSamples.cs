using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Two people who discuss whatever is opened; what they write is kept until the program ends.</summary>
internal static class DiscussionSamples
{
    private const string First = """
        From here on the validation loss **rises** while training goes on falling. I would try:

        - more dropout
        - a *lower* rate, as in [run 12](/runs/12)

        | epoch | val_loss |
        |---|---|
        | 6 | 0.31 |
        | 9 | 0.38 |

        @ben what do you think?
        """;

    public static void Answer(FakeSender sender, bool empty)
    {
        var said = new Dictionary<(CommentSubjectKind, Guid), List<CommentView>>();
        List<KeyValuePair<string, string>> settings = [new("head.dropout", "0.2"), new("stages[0].optimizer.learningRate", "0.001"), new("seed", "1")];
        sender.On<ListCommentedEpochs, IReadOnlyList<int>>(_ => empty ? [] : [5]);
        sender.On<ListComments, DiscussionView>(request =>
        {
            var isRun = request.Subject.Kind == CommentSubjectKind.Run;
            return new([.. Of(request.Subject)], true, ["anna", "ben"], isRun ? 10 : 0, isRun ? settings : [], null);
        });
        sender.On<WriteComment, Outcome<CommentId>>(request =>
        {
            Of(request.Subject)
                .Add(
                    Comment(request.Subject, "local user", request.Text, 0) with
                    {
                        Id = new(request.Key),
                        Thread = request.ReplyTo,
                        Patch = request.Changes is { Count: > 0 } changes
                            ? [.. changes.Select(c => new Core.Runs.ComparedSetting(c.Name, [settings.First(s => s.Key == c.Name).Value, c.Value], true))]
                            : null,
                    }
                );
            return new CommentId(request.Key);
        });
        sender.On<EditComment, Outcome>(_ => Outcome.Done);
        sender.On<WithdrawComment, Outcome>(_ => Outcome.Done);
        sender.On<ResolveThread, Outcome>(_ => Outcome.Done);
        sender.On<AcceptPatch, Outcome<RunId>>(_ => RunId.New());
        var read = false;
        sender.On<GetMailAddress, string?>(_ => empty ? "" : "anna@lab.example");
        sender.On<SetMailAddress, Outcome>(_ => Outcome.Done);
        sender.On<GetForYou, ForYouList>(_ => empty ? new([], 0) : Waiting(read));
        sender.On<MarkRead, Outcome>(_ => Outcome.Done);
        sender.On<MarkAllRead, Outcome>(_ =>
        {
            read = true;
            return Outcome.Done;
        });

        List<CommentView> Of(CommentSubject subject)
        {
            if (!said.TryGetValue((subject.Kind, subject.Id), out var comments))
                said[(subject.Kind, subject.Id)] = comments = empty ? [] : Sample(subject with { Epoch = null, Example = null });
            return comments;
        }
    }

    private static List<CommentView> Sample(CommentSubject subject)
    {
        var first = Comment(subject.Kind == CommentSubjectKind.Run ? subject with { Epoch = 5 } : subject, "anna", First, 90) with { Mentioned = ["ben"] };
        var reply = Comment(subject, "ben", "Yes. Dropout first, one thing at a time.", 60) with
        {
            Thread = first.Id,
            Edits = [new("Yes. Both.", TimeProvider.System.GetUtcNow().AddMinutes(-58))],
        };
        var gone = Comment(subject, "ben", "", 50) with { Thread = first.Id, WithdrawnAt = TimeProvider.System.GetUtcNow().AddMinutes(-49) };
        var patch = Comment(subject, "ben", "Try this:", 40) with
        {
            Patch = subject.Kind == CommentSubjectKind.Run ? [new("head.dropout", ["0.2", "0.5"], true)] : null,
        };
        var tried = Comment(subject, "anna", "And a lower rate.", 30) with
        {
            Patch = subject.Kind == CommentSubjectKind.Run ? [new("stages[0].optimizer.learningRate", ["0.001", "0.0001"], true)] : null,
            Run = subject.Kind == CommentSubjectKind.Run ? new(RunId.New(), 18, "ben") : null,
        };
        var settled = Comment(subject, "ben", "Are these the new pictures?", 200) with
        {
            ResolvedAt = TimeProvider.System.GetUtcNow().AddMinutes(-150),
            ResolvedBy = "anna",
        };
        return [settled, first, reply, gone, patch, tried];
    }

    private static CommentView Comment(CommentSubject subject, string by, string text, int minutesAgo) =>
        new(
            CommentId.New(),
            subject,
            null,
            by,
            null,
            TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo),
            text,
            [],
            [],
            null,
            null,
            null,
            by == "anna" || by == "local user"
        );

    private static ForYouList Waiting(bool read)
    {
        var now = TimeProvider.System.GetUtcNow();
        ForYouItem[] items =
        [
            new(
                "a",
                ForYouKind.Mention,
                now.AddMinutes(-4),
                "anna",
                new("words.subject.epoch", ("epoch", "6"), ("number", "15")),
                "/runs/15?tab=discussion",
                "From here on the validation loss rises while training goes on falling. @ben what do you think?"
            ),
            new(
                "b",
                ForYouKind.Review,
                now.AddMinutes(-20),
                "anna",
                new("words.subject.review", ("alias", "champion"), ("name", "emoji-classifier"), ("version", "9")),
                "/reviews"
            ),
            new("c", ForYouKind.FailedRun, now.AddHours(-2), null, new("words.subject.run", ("number", "14")), "/runs/14", "The worker ended without a word."),
            new(
                "d",
                ForYouKind.Reply,
                now.AddHours(-5),
                "anna",
                new("words.subject.dataset", ("name", "emoji-twemoji"), ("version", "2")),
                "/datasets",
                "Done, see v3.",
                true
            ),
            new(
                "e",
                ForYouKind.OnMyRun,
                now.AddDays(-1),
                "李雷",
                new("words.subject.run", ("number", "12")),
                "/runs/12?tab=discussion",
                "这个结果很好。",
                true
            ),
        ];
        items = [.. items.Select(i => i with { IsRead = i.IsRead || read })];
        return new(items, items.Count(i => !i.IsRead));
    }
}
