using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Callers;

/// <summary>Whatever needs more than <see cref="Permission.View"/> changes something, and leaves a line that says who did it.</summary>
public sealed class ActivityOfCommandsTests : IAsyncLifetime
{
    // Why these leave none of their own.
    private static readonly Dictionary<string, string> WithoutALine = new()
    {
        [nameof(ListImportFolders)] = "a question, for those who may import",
        [nameof(PreviewTable)] = "a question, for those who may import",
        [nameof(SaveLabels)] = "a draft: the version that is made of it leaves its line",
        [nameof(AddLabelName)] = "a draft as well",
        [nameof(ListUploadsInUse)] = "a question of the program",
        [nameof(StartBaseline)] = "sends StartRun, which leaves its line",
        [nameof(TrainMoreEpochs)] = "sends StartRun, which leaves its line",
        [nameof(ListPeople)] = "a question, for administrators",
        [nameof(ListAccessTokensOf)] = "a question, for administrators",
        [nameof(StartExampleRuns)] = "sends StartImport and StartRun, which leave theirs",
    };

    private static readonly string[] OfNoProject =
    [
        nameof(InvitePerson),
        nameof(SetAdministrator),
        nameof(CloseAccount),
        nameof(CreateProject),
        nameof(RevokeAccessTokenOf),
    ];

    private static readonly Caller Anna = new("anna", "ben", [new(Permission.Administer)]);
    private RegistryFixture registry = null!;
    private TeamProject team = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // What the job wing's handlers do after they have asked a worker is done through the same store here.
    private Dictionary<string, Func<Task<Outcome>>> Commands =>
        new()
        {
            [nameof(StartRun)] = async () => await registry.Runs.CreateAsync(new(Samples.Spec(), team.DatasetVersion), Anna, Cancelled),
            [nameof(StartCertificate)] = () => registry.Get<ICertificateStore>().CreateAsync(team.ModelVersion, null, Anna, Cancelled),
            [nameof(StopCertificate)] = async () =>
            {
                await registry.Get<ICertificateStore>().CreateAsync(team.ModelVersion, 1, Caller.LocalOwner, Cancelled);
                return await registry.Get<ICertificateStore>().CancelAsync(team.ModelVersion, Anna, Cancelled);
            },
            [nameof(StopRun)] = async () => await registry.Runs.RequestStopAsync(await WaitingAsync(), Anna, Cancelled),
            [nameof(ResumeRun)] = async () =>
            {
                var run = await WaitingAsync();
                await registry.Runs.RequestStopAsync(run, Caller.LocalOwner, Cancelled);
                return await registry.Runs.RequeueAsync(run, Anna, Cancelled);
            },
            [nameof(ArchiveRuns)] = () => SendAsync(new ArchiveRuns([team.Run], true)),
            [nameof(RenameRun)] = () => SendAsync(new RenameRun(team.Run, "new name")),
            [nameof(WriteRunNotes)] = () => SendAsync(new WriteRunNotes(team.Run, "new notes")),
            [nameof(TagRuns)] = () => SendAsync(new TagRuns([team.Run], ["new"], [])),
            [nameof(StartImport)] = async () => await registry.Datasets.CreateImportAsync(team.Project, "new", new SampleSource("x"), Anna, Cancelled),
            [nameof(CancelImport)] = () => registry.Datasets.CancelImportAsync(team.Import, Anna, Cancelled),
            [nameof(RenameDataset)] = () => SendAsync(new RenameDataset(team.Dataset, "new name")),
            [nameof(ArchiveDataset)] = () => SendAsync(new ArchiveDataset(team.Dataset, true)),
            [nameof(ReviseDataset)] = async () => await registry.SendAsync(Anna, new ReviseDataset(team.DatasetVersion, new HoldOut(0.2, 0.2))),
            [nameof(PublishLabels)] = async () =>
            {
                await LabelAsync();
                return await registry.SendAsync(Anna, new PublishLabels(team.DatasetVersion));
            },
            [nameof(DiscardLabels)] = async () =>
            {
                await LabelAsync();
                return await SendAsync(new DiscardLabels(team.DatasetVersion));
            },
            [nameof(RegisterModel)] = async () =>
                await registry.Models.AddVersionAsync(
                    team.ModelName,
                    (await registry.Models.FindAsync(team.ModelName, "1", Cancelled))!.Contents,
                    Anna,
                    Cancelled
                ),
            [nameof(MoveAlias)] = async () => await SendAsync(new MoveAlias(team.Model, "champion", 1, "why", await RevisionAsync())),
            [nameof(RemoveAlias)] = async () =>
            {
                await registry.SendAsync(new MoveAlias(team.Model, "champion", 1, "why", await RevisionAsync()));
                return await SendAsync(new RemoveAlias(team.Model, "champion", "why", await RevisionAsync()));
            },
            [nameof(RequestPromotion)] = async () =>
                await registry.Get<IReviewStore>().RequestAsync(new(team.Model, Aliases.Staging, 1, "why"), Anna, Cancelled),
            [nameof(JudgeAgain)] = async () =>
            {
                await GateBench.JudgeAsync(registry, team.Review);
                return await registry.Get<IReviewStore>().JudgeAgainAsync(team.Review, Anna, Cancelled);
            },
            [nameof(ApproveReview)] = async () =>
            {
                var rules = new AliasRules { Approvals = 2, OwnApprovalCounts = true };
                await registry.SendAsync(new SetAliasRules(team.Model, Aliases.Champion, rules, 0, "two of us"));
                var judged = await GateBench.JudgeAsync(registry, team.Review);
                return await registry.SendAsync(Anna, GateBench.Approve(judged));
            },
            [nameof(RejectReview)] = async () =>
            {
                await GateBench.JudgeAsync(registry, team.Review);
                return await SendAsync(new RejectReview(team.Review, "why"));
            },
            [nameof(WithdrawReview)] = () => registry.Get<IReviewStore>().WithdrawAsync(team.Review, Anna, Cancelled),
            [nameof(AmendReason)] = async () =>
            {
                await GateBench.JudgeAsync(registry, team.Review);
                await SendAsync(new RejectReview(team.Review, "wyh"));
                var line = (await registry.SendAsync(new GetReview(team.Review)))!.Lines[^1];
                return await SendAsync(new AmendReason(team.Review, line.Id, "why"));
            },
            [nameof(RollBackAlias)] = async () =>
            {
                var contents = (await registry.Models.FindAsync(team.ModelName, "1", Cancelled))!.Contents;
                await registry.Models.AddVersionAsync(team.ModelName, contents, Caller.LocalOwner, Cancelled);
                await registry.SendAsync(new MoveAlias(team.Model, Aliases.Champion, 1, "why", await RevisionAsync()));
                await registry.SendAsync(new MoveAlias(team.Model, Aliases.Champion, 2, "why", await RevisionAsync()));
                return await registry.SendAsync(Anna, new RollBackAlias(team.Model, Aliases.Champion, 2, "why"));
            },
            [nameof(SetAliasRules)] = () => SendAsync(new SetAliasRules(team.Model, Aliases.Champion, new() { Approvals = 3 }, 0, "why")),
            [nameof(WriteComment)] = async () => await registry.SendAsync(Anna, new WriteComment(team.Run, "words", Guid.NewGuid())),
            [nameof(EditComment)] = async () => await SendAsync(new EditComment(await OwnCommentAsync(), "other words")),
            [nameof(WithdrawComment)] = async () => await SendAsync(new WithdrawComment(await OwnCommentAsync())),
            [nameof(ResolveThread)] = () => SendAsync(new ResolveThread(team.Comment, true)),
            [nameof(AcceptPatch)] = async () =>
            {
                var run = await registry.Runs.CreateAsync(new(Samples.Spec(), team.DatasetVersion, Parent: team.Run), Anna, Cancelled);
                await registry.Get<IPatchStore>().AcceptedAsync(team.Comment, run.Value!.Run, Anna, Cancelled);
                return run;
            },
            [nameof(StartExplanation)] = async () =>
            {
                var dataset = (await registry.Datasets.GetVersionAsync(team.DatasetVersion, Cancelled))!;
                var run = await registry.AddFinishedRunAsync(dataset, [0.8], Samples.Spec() with { Precision = "bfloat16" });
                await registry.Models.AddVersionAsync(team.ModelName, await registry.ContentsOfAsync(run), Caller.LocalOwner, Cancelled);
                var second = (await registry.SendAsync(new GetModelVersion(team.ModelName, 2)))!.Version.Id;
                return await registry.Get<IExplanationStore>().CreateAsync(new(ExplanationId.New(), team.ModelVersion, second), Anna, Cancelled);
            },
            [nameof(ContinueExplanation)] = async () => await MarkAsync(isStopped: false),
            [nameof(StopExplanation)] = async () => await MarkAsync(isStopped: true),
            [nameof(DescribeModel)] = () => SendAsync(new DescribeModel(team.Model, "new words")),
            [nameof(WriteModelCard)] = () => SendAsync(new WriteModelCard(team.ModelVersion, CardSection.Use, "to sort")),
            [nameof(ArchiveModel)] = () => SendAsync(new ArchiveModel(team.Model, true)),
            [nameof(ImportCustomModel)] = async () => await AddCustomAsync('c', null),
            [nameof(UseVersionAsBackbone)] = async () => await AddCustomAsync('d', team.ModelVersion),
            [nameof(EditCustomModel)] = () => SendAsync(new EditCustomModel(team.CustomModel, "new name", "", "", "gap")),
            [nameof(InvitePerson)] = async () => await registry.SendAsync(Anna, new InvitePerson(false, [new(Permission.View, team.Project)])),
            [nameof(SetRole)] = () => SendAsync(new SetRole(team.Person, team.Project, Permission.Review)),
            [nameof(SetAdministrator)] = () => SendAsync(new SetAdministrator(team.Person, true)),
            [nameof(CloseAccount)] = () => SendAsync(new CloseAccount(team.Person, true)),
            [nameof(RevokeAccessTokenOf)] = () => SendAsync(new RevokeAccessTokenOf(team.Person, team.Token)),
            [nameof(CreateProject)] = async () => await registry.SendAsync(Anna, new CreateProject("new")),
            [nameof(ArchiveCustomModel)] = () => SendAsync(new ArchiveCustomModel(team.CustomModel, true)),
        };

    public static TheoryData<string> Names =>
        [
            .. SampleRequests
                .Types.Where(t => ((IGuarded)SampleRequests.Of(t, TeamProject.Unknown)).Needs.Permission > Permission.View && !WithoutALine.ContainsKey(t.Name))
                .Select(t => t.Name),
        ];

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        team = await TeamProject.AddAsync(registry, "team", 'a');
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Command_ThatSucceeds_LeavesALine(string name)
    {
        Assert.True(
            Commands.TryGetValue(name, out var command),
            $"{name} needs more than View, and nothing here sends it: add it, or say why it leaves no line."
        );
        var outcome = await command!();
        Assert.True(outcome.IsDone, outcome.Refusal);
        var line = await registry.ReadAsync(c => c.Activity.OrderByDescending(e => e.Id).FirstAsync(Cancelled));
        Assert.Equal(("anna", "ben"), (line.Actor, line.OnBehalfOf));
        // What is done to an account belongs to no project; a new project has its own.
        if (!OfNoProject.Contains(name))
            Assert.Equal(team.Project, line.ProjectId);
        Assert.EndsWith(".", line.Sentence, StringComparison.Ordinal);
        // What is stored is what its code and values say in English, and is another sentence in Chinese.
        Assert.Equal(line.Sentence, RefusalText.Of(line.Said!, UserLanguage.English));
        Assert.EndsWith("。", RefusalText.Of(line.Said!, UserLanguage.Chinese), StringComparison.Ordinal);
        var history = await registry.SendAsync(new ListHistory(new(line.ObjectKind!.Value, line.ObjectId)));
        Assert.Equal((line.Sentence, "anna", "ben"), (history[0].Sentence, history[0].Actor, history[0].OnBehalfOf));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    private async Task LabelAsync()
    {
        var draft = (await registry.SendAsync(new GetLabels(team.DatasetVersion)))!;
        var picture = draft.Pictures[0];
        var other = draft.Names.First(name => name != picture.Class);
        await registry.SendAsync(new SaveLabels(team.DatasetVersion, picture.Path, new(picture.Path) { Class = other }, 0));
    }

    [Fact]
    public async Task Change_ThatChangesNothing_LeavesNone()
    {
        var before = (await registry.SendAsync(new ListActivity())).Count;
        Assert.True((await SendAsync(new RenameRun(team.Run, "team run"))).IsDone);
        Assert.True((await SendAsync(new TagRuns([team.Run], [], ["none"]))).IsDone);
        Assert.True((await SendAsync(new ArchiveDataset(team.Dataset, false))).IsDone);
        Assert.True((await SendAsync(new DiscardLabels(team.DatasetVersion))).IsDone);
        Assert.Equal(before, (await registry.SendAsync(new ListActivity())).Count);
    }

    [Fact]
    public async Task Import_ThatEnds_IsTheChangeOfWhoStartedIt()
    {
        var import = (await registry.Datasets.CreateImportAsync(team.Project, "birds", new SampleSource("x"), Anna, Cancelled)).Value;
        var manifest = Samples.Manifest(4, "crow", "gull");
        var done = (
            await registry.Datasets.CompleteImportAsync(
                import,
                new(await Samples.WriteManifestAsync(registry.Folder, manifest), Samples.Report(manifest), null),
                Cancelled
            )
        ).Value!;
        var line = Assert.Single(await registry.SendAsync(new ListHistory(done.Dataset)));
        Assert.Equal(("anna", "ben", "birds v1 was imported from sample x."), (line.Actor, line.OnBehalfOf, line.Sentence));
    }

    [Theory]
    [InlineData("Actor = 'somebody else'")]
    [InlineData("OnBehalfOf = NULL")]
    [InlineData("ObjectId = '00000000-0000-0000-0000-000000000000'")]
    [InlineData("ProjectId = '00000000-0000-0000-0000-000000000000'")]
    [InlineData("Rule = 1")]
    [InlineData("Rule = 2")]
    [InlineData("Rule = 4")]
    [InlineData("Said = NULL")]
    [InlineData("Said = replace(Said, 'new name', 'old name')")]
    public async Task Line_EditedBehindTheRegistry_BreaksTheChain(string edit)
    {
        await SendAsync(new RenameRun(team.Run, "new name"));
        await SendAsync(new RenameRun(team.Run, "newer name"));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
        var id = await registry.ReadAsync(c => c.Activity.MaxAsync(e => e.Id, Cancelled));
        // The line is made to fit its neighbours' numbers, but not their hashes.
        var sql = $"UPDATE Activity SET {edit} WHERE Id = {id}";
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync(sql, Cancelled));
        Assert.Equal(id, ActivityChain.Break(registry.Layout.Database)!.Find("line")!.Number);
    }

    private async Task<Outcome> MarkAsync(bool isStopped)
    {
        await registry.Get<IExplanationStore>().MarkStoppedAsync(team.Explanation, isStopped, Anna, Cancelled);
        return Outcome.Done;
    }

    private async Task<Outcome> SendAsync(IRequest<Outcome> request) => await registry.SendAsync(Anna, request);

    private async Task<CommentId> OwnCommentAsync() => (await registry.SendAsync(Anna, new WriteComment(team.Run, "words", Guid.NewGuid()))).Value;

    private async Task<RunId> WaitingAsync() =>
        (await registry.Runs.CreateAsync(new(Samples.Spec(), team.DatasetVersion), Caller.LocalOwner, Cancelled)).Value!.Run;

    private async Task<long> RevisionAsync() => (await registry.SendAsync(new GetModel(team.ModelName)))!.Revision;

    private async Task<Outcome> AddCustomAsync(char hash, ModelVersionId? version) =>
        await registry
            .Get<ICustomModelStore>()
            .AddAsync(team.Project, new("net", "net.keras", new string(hash, 64), 10, TeamProject.Inspected, "gap", version), Anna, Cancelled);
}
