using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Discussion;

public sealed class CommentTests : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Contribute)]);
    private static readonly Caller Ben = new("ben", null, [new(Permission.Contribute)]);
    private RegistryFixture registry = null!;
    private TeamProject team = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        team = await TeamProject.AddAsync(registry, "team", 'a');
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Comment_OnEachKindOfObject_IsReadWhereItWasWritten()
    {
        CommentSubject[] subjects =
        [
            team.Run,
            new(CommentSubjectKind.Run, team.Run.Value, Epoch: 0),
            new(CommentSubjectKind.Run, team.Run.Value, Example: "cat/0.png"),
            team.DatasetVersion,
            team.ModelVersion,
            team.Review,
        ];
        // Of the samples, the first path there is.
        var path = (await registry.SendAsync(new Core.Datasets.ListPictures(team.DatasetVersion, null, null, 0, 1)))!.Pictures[0].Path;
        subjects[2] = subjects[2] with { Example = path };
        foreach (var subject in subjects)
        {
            var id = await WriteAsync(Anna, subject, $"about {subject}");
            var read = (await registry.SendAsync(Ben, new ListComments(subject with { Epoch = null, Example = null }))).Comments.Single(c => c.Id == id);
            Assert.Equal((subject, "anna", registry.Time.GetUtcNow()), (read.Subject, read.By, read.At));
            Assert.False(read.IsMine);
        }
        Assert.Equal(4, (await ListAsync(team.Run)).Count);
        Assert.Single(await ListAsync(team.DatasetVersion));
        Assert.Single(await ListAsync(team.ModelVersion));
        Assert.Single(await ListAsync(team.Review));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task Words_ThatDoNotFit_AreRefusedWithASentence_AndNothingIsStored()
    {
        var before = (await ListAsync(team.Run)).Count;
        foreach (
            var (subject, text, said) in new (CommentSubject, string, string)[]
            {
                (team.Run, " \n ", "empty"),
                (team.Run, new string('x', Comment.Longest + 1), "10001"),
                (team.Run, "a\u0000b", "U+0000"),
                (new(CommentSubjectKind.Run, team.Run.Value, Epoch: 1), "words", "1 to 1; received 2"),
                (new(CommentSubjectKind.Run, team.Run.Value, Epoch: -1), "words", "received 0"),
                (new(CommentSubjectKind.Run, team.Run.Value, Epoch: int.MaxValue), "words", "received 2147483648"),
                (new(CommentSubjectKind.Run, team.Run.Value, Example: "nobody.png"), "words", "nobody.png"),
                (new(CommentSubjectKind.Review, team.Review.Value, Epoch: 0), "words", "parts of runs"),
            }
        )
        {
            var refused = await registry.SendAsync(Anna, new WriteComment(subject, text, Guid.NewGuid()));
            Assert.Contains(said, refused.Refusal);
        }
        Assert.Equal(before, (await ListAsync(team.Run)).Count);
        Assert.True((await registry.SendAsync(Anna, new WriteComment(team.Run, new string('x', Comment.Longest), Guid.NewGuid()))).IsDone);
    }

    [Fact]
    public async Task Comment_SentTwice_IsOne()
    {
        var key = Guid.NewGuid();
        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => registry.SendAsync(Anna, new WriteComment(team.Run, "once", key))));
        Assert.All(sent, s => Assert.Equal(new CommentId(key), s.Value));
        Assert.Single(await ListAsync(team.Run), c => c.Text == "once");
        Assert.Equal(RefusalKind.Conflict, (await registry.SendAsync(Ben, new WriteComment(team.Run, "mine", key))).Reason!.Kind);
    }

    [Fact]
    public async Task Edit_KeepsTheWordsBefore_AndIsTheAuthorsAlone()
    {
        var id = await WriteAsync(Anna, team.Run, "one");
        Assert.Equal(RefusalKind.Forbidden, (await registry.SendAsync(Ben, new EditComment(id, "mine now"))).Reason!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await registry.SendAsync(Caller.LocalOwner, new WithdrawComment(id))).Reason!.Kind);
        Assert.True((await registry.SendAsync(Anna, new EditComment(id, "two", "one"))).IsDone);
        Assert.Equal("two", EditedText.Stored((await registry.SendAsync(Anna, new EditComment(id, "three", "one"))).Reason));
        Assert.True((await registry.SendAsync(Anna, new EditComment(id, "three", "two"))).IsDone);
        var read = await FindAsync(id);
        Assert.Equal(("three", "one,two"), (read.Text, string.Join(',', read.Edits.Select(e => e.Text))));
    }

    [Fact]
    public async Task Withdrawn_LeavesNoWordsAnywhere_AndSaysWho()
    {
        var id = await WriteAsync(Anna, team.Run, "a secret word");
        await registry.SendAsync(Anna, new EditComment(id, "another secret word"));
        Assert.True((await registry.SendAsync(Anna, new WithdrawComment(id))).IsDone);
        Assert.True((await registry.SendAsync(Anna, new WithdrawComment(id))).IsDone);
        var read = await FindAsync(id);
        Assert.Equal(("", "anna", 0), (read.Text, read.By, read.Edits.Count));
        Assert.NotNull(read.WithdrawnAt);
        Assert.Contains("withdrawn by anna", (await registry.SendAsync(Anna, new EditComment(id, "back"))).Refusal);
        Assert.DoesNotContain(await registry.SendAsync(new ListActivity()), line => line.Sentence.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thread_IsFlat_AndIsResolvedAndOpenedAgain()
    {
        var head = await WriteAsync(Anna, team.Run, "why?");
        var answer = (await registry.SendAsync(Ben, new WriteComment(team.Run, "because", Guid.NewGuid(), head))).Value;
        var second = (await registry.SendAsync(Anna, new WriteComment(team.Run, "I see", Guid.NewGuid(), answer))).Value;
        Assert.Equal(head, (await FindAsync(second)).Thread);
        Assert.True((await registry.SendAsync(Ben, new ResolveThread(answer, true))).IsDone);
        Assert.Equal("ben", (await FindAsync(head)).ResolvedBy);
        Assert.True((await registry.SendAsync(Anna, new ResolveThread(head, false))).IsDone);
        Assert.Null((await FindAsync(head)).ResolvedAt);
        // An answer to another object's comment is none.
        var refused = await registry.SendAsync(Anna, new WriteComment(team.DatasetVersion, "here", Guid.NewGuid(), head));
        Assert.Contains("same object", refused.Refusal);
    }

    [Fact]
    public async Task Mention_CallsThoseWhoSeeTheProject_AndNobodyElse()
    {
        // The account "team" has no role in its project yet, "other" has none anywhere.
        var other = await TeamProject.AddAsync(registry, "other", 'b');
        var unseen = await WriteAsync(Anna, team.Run, "@team, @other and @nobody: look. mail@team is no mention");
        Assert.Empty((await FindAsync(unseen)).Mentioned);
        await registry.SendAsync(new SetRole(team.Person, team.Project, Permission.View));
        await registry.SendAsync(new SetRole(other.Person, other.Project, Permission.Administer));
        var seen = await WriteAsync(Anna, team.Run, "Ask @TEAM. And @other.");
        Assert.Equal(["team"], (await FindAsync(seen)).Mentioned);
        Assert.Contains("team", (await registry.SendAsync(new ListComments(team.Run))).People);
        Assert.DoesNotContain("other", (await registry.SendAsync(new ListComments(team.Run))).People);
    }

    [Fact]
    public async Task Change_IsToldToOpenPages()
    {
        var heard = new List<RunNotice>();
        using var subscription = registry.Get<IRunFeed>().Subscribe(null, heard.Add);
        var id = await WriteAsync(Anna, team.ModelVersion, "words");
        await registry.SendAsync(Anna, new EditComment(id, "other words"));
        Assert.Equal(2, heard.Count(n => n.Run.Value == team.ModelVersion.Value && n.Project == team.Project));
    }

    [Fact]
    public async Task Patch_ThatCannotBeTrained_IsRefusedBeforeItIsStored()
    {
        foreach (
            var (change, said) in new (SettingChange, string)[]
            {
                (new("no.such.setting", "1"), "no.such.setting"),
                (new("data.path", "elsewhere"), "dataset stays"),
                (new("stages[0].optimizer.learningRate", "fast"), "stages[0].optimizer.learningRate"),
                (new("stages[0].epochs", "-3"), "stages[0].epochs"),
                (new("stages[0].epochs", "0x"), "stages[0].epochs"),
            }
        )
        {
            var refused = await registry.SendAsync(Anna, new WriteComment(team.Run, "try", Guid.NewGuid(), Changes: [change]));
            Assert.Contains(said, refused.Refusal);
        }
        var spec = (await registry.Runs.FindAsync(team.Run, Cancelled))!.Spec;
        var same = ConfigPatch.Settings(spec)[3];
        Assert.Contains(
            "all values",
            (await registry.SendAsync(Anna, new WriteComment(team.Run, "try", Guid.NewGuid(), Changes: [new(same.Key, same.Value)]))).Refusal
        );
        Assert.Contains("on a run", (await registry.SendAsync(Anna, new WriteComment(team.Review, "try", Guid.NewGuid(), Changes: [new("a", "1")]))).Refusal);
        Assert.Single(await ListAsync(team.Run));
        var table = Assert.Single((await FindAsync(team.Comment)).Patch!);
        Assert.Equal(("stages[0].optimizer.learningRate", "0.0001"), (table.Setting, table.Values[1]));
    }

    [Fact]
    public async Task Acceptance_LinksBothRuns_EvenWhereTheDashboardEndedBetween()
    {
        var patch = (await registry.Get<IPatchStore>().FindAsync(team.Comment, Cancelled)).Value!;
        var stored = (await registry.Runs.FindAsync(patch.Run, Cancelled))!;
        var spec = ConfigPatch.Apply(stored.Spec, patch.Patch).Value!;
        // Started, and killed before the acceptance was written.
        var run = (await registry.Runs.CreateAsync(new(spec, stored.Dataset, Parent: patch.Run, IdempotencyKey: team.Comment.Value), Ben, Cancelled)).Value!;
        var seen = await FindAsync(team.Comment);
        Assert.Equal((run.Run, run.Number, "ben"), (seen.Run!.Id, seen.Run.Number, seen.Run.By));
        var origin = (await registry.SendAsync(new ListComments(run.Run))).Origin!;
        Assert.Equal((team.Comment, team.Run, Caller.LocalOwner.User), (origin.Comment, origin.Run, origin.By));
        await registry.Get<IPatchStore>().AcceptedAsync(team.Comment, run.Run, Anna, Cancelled);
        await registry.Get<IPatchStore>().AcceptedAsync(team.Comment, run.Run, Ben, Cancelled);
        Assert.Equal("anna", (await FindAsync(team.Comment)).Run!.By);
        Assert.Single(await registry.SendAsync(new ListActivity()), line => line.Action == "comment-accepted");
        // Another object's comments know nothing of it.
        Assert.Null((await registry.SendAsync(new ListComments(team.Run))).Origin);
    }

    private async Task<CommentId> WriteAsync(Caller by, CommentSubject subject, string text)
    {
        var written = await registry.SendAsync(by, new WriteComment(subject, text, Guid.NewGuid()));
        Assert.True(written.IsDone, written.Refusal);
        return written.Value;
    }

    private async Task<IReadOnlyList<CommentView>> ListAsync(CommentSubject subject) => (await registry.SendAsync(new ListComments(subject))).Comments;

    private async Task<CommentView> FindAsync(CommentId id) => (await ListAsync(team.Run)).Single(c => c.Id == id);
}
