using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>One of every request, about a project's objects.</summary>
public static class SampleRequests
{
    /// <summary>Every request there is, found by reflection.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [.. typeof(Outcome).Assembly.GetTypes().Where(t => !t.IsInterface && t.IsAssignableTo(typeof(IBaseRequest))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    public static Type AnswerOf(Type request) =>
        request.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GetGenericArguments()[0];

    public static object Of(Type type, TeamProject team) => All(team).Single(r => r.GetType() == type);

    public static IReadOnlyList<object> All(TeamProject team)
    {
        var (upload, backbone) = (new UploadSource("f", "x"), new BackboneSpec { File = team.Backbone });
        var spec = Samples.Spec() with { Backbone = backbone };
        return
        [
            new StartRun(spec, team.DatasetVersion, Parent: team.Run),
            new StartBaseline(spec, team.DatasetVersion),
            new TrainMoreEpochs(team.Run, 1),
            new StartCertificate(team.ModelVersion),
            new StopCertificate(team.ModelVersion),
            new ListCertificates(team.ModelVersion),
            new FindBaseline(spec, team.DatasetVersion),
            new StartExampleRuns { Project = team.Project },
            new StopRun(team.Run),
            new ResumeRun(team.Run),
            new ArchiveRuns([team.Run], true),
            new RenameRun(team.Run, "x"),
            new WriteRunNotes(team.Run, "x"),
            new TagRuns([team.Run], ["x"], []),
            new ListRuns(new()),
            new FindRunNumbers([1]),
            new GetRun(team.Run),
            new GetRunCurves(team.Run),
            new GetRunLog(team.Run, 0),
            new GetEvaluation(team.Run),
            new CompareRuns([team.Run, team.Run]),
            new EstimateRun(spec, 10),
            new PreviewAugmentation(team.DatasetVersion, spec, 1),
            new PredictWithRun(team.Run, upload),
            new GetTellingWords(team.Run, "cat", new Progress<WordsProgress>()),
            new GetBackboneLayers(team.Backbone),
            new GetBackboneWeights("EfficientNetB0"),
            new FetchBackboneWeights("EfficientNetB0", new Progress<WeightTransfer>()),
            new ListBackboneSpeeds(),
            new CompareGrayscale(backbone, team.DatasetVersion, 64),
            new StartImport("x", upload) { Project = team.Project },
            new CancelImport(team.Import),
            new GetImport(team.Import),
            new ListImports(),
            new ListDatasets(),
            new GetDataset(team.Dataset),
            new CompareDatasetVersions(team.Dataset, 1, 1),
            new ListPictures(team.DatasetVersion, null, null, 0, 10),
            new ListTexts(team.DatasetVersion, null, null, 0, 10),
            new GetTextCounts(team.DatasetVersion),
            new GetTexts(team.DatasetVersion, ["a"]),
            new PreviewTable(upload, null) { Project = team.Project },
            new ExportDataset(team.DatasetVersion, "coco"),
            new GetNameReadings(team.DatasetVersion),
            new RenameDataset(team.Dataset, "y"),
            new ArchiveDataset(team.Dataset, true),
            new ListSamples(),
            new ListImportFolders(),
            new ReviseDataset(team.DatasetVersion, new HoldOut(0, 0.2)),
            new GetLabels(team.DatasetVersion),
            new SaveLabels(team.DatasetVersion, "a/1.png", null, 0),
            new AddLabelName(team.DatasetVersion, "new"),
            new DiscardLabels(team.DatasetVersion),
            new PublishLabels(team.DatasetVersion),
            new FindProposer(team.DatasetVersion),
            new ProposeLabels(team.DatasetVersion, team.Run, "a/1.png", ["a"]),
            new ListUploadsInUse(),
            new ExportVersionAsOnnx(team.ModelVersion),
            new ExportRunAsOnnx(team.Run),
            new RegisterModel(team.Run, "z", ""),
            new MoveAlias(team.Model, "champion", 1, "why", 1),
            new RemoveAlias(team.Model, "champion", "why", 1),
            new GetAliasImpact(team.Model, "champion", 1),
            new RequestPromotion(team.Model, "champion", 1, "why"),
            new JudgeAgain(team.Review),
            new ApproveReview(team.Review, "", "", 0, "why"),
            new RejectReview(team.Review, "why"),
            new WithdrawReview(team.Review),
            new AmendReason(team.Review, 1, "why"),
            new RollBackAlias(team.Model, "champion", 1, "why"),
            new GetReview(team.Review),
            new ListReviews(Model: team.Model),
            new ListComments(team.Run),
            new ListCommentedEpochs(team.Run),
            new WriteComment(team.Run, "words", Guid.NewGuid(), team.Comment),
            new EditComment(team.Comment, "other words"),
            new WithdrawComment(team.Comment),
            new ResolveThread(team.Comment, true),
            new AcceptPatch(team.Comment),
            new PlanExplanation(team.ModelVersion, team.ModelVersion),
            new StartExplanation(ExplanationId.New(), team.ModelVersion, team.ModelVersion),
            new ContinueExplanation(team.Explanation),
            new StopExplanation(team.Explanation),
            new GetExplanation(team.Explanation),
            new ListExplanations(team.Model),
            new GetForYou(),
            new MarkRead("comment:1"),
            new MarkAllRead(DateTimeOffset.UnixEpoch),
            new GetAliasRules(team.Model),
            new SetAliasRules(team.Model, "champion", new(), 0, "why"),
            new GetMailAddress(),
            new SetMailAddress("a@b.example"),
            new DescribeModel(team.Model, "x"),
            new ArchiveModel(team.Model, true),
            new ListModels(),
            new GetModel(team.ModelName),
            new GetModelVersion(team.ModelName, 1),
            new GetModelCard(team.ModelName, 1),
            new WriteModelCard(team.ModelVersion, CardSection.Use, "to sort"),
            new PredictWithVersion(team.ModelVersion, upload),
            new ListActivity(),
            new ListHistory(team.Run),
            new ImportCustomModel(upload) { Project = team.Project },
            new UseVersionAsBackbone(team.ModelVersion),
            new ListCustomModels(),
            new GetCustomModel(team.CustomModel),
            new EditCustomModel(team.CustomModel, "x", "", "", "gap"),
            new ArchiveCustomModel(team.CustomModel, true),
            new GetWorkers(),
            new GetHome(),
            new ListPeople(),
            new ListProjects(),
            new InvitePerson(false, [new(Permission.View, team.Project)]),
            new SetRole(team.Person, team.Project, Permission.Contribute),
            new SetAdministrator(team.Person, true),
            new CloseAccount(team.Person, true),
            new CreateProject("x"),
            new CreateAccessToken("x", Permission.View, team.Project),
            new ListAccessTokens(),
            new ListAccessTokensOf(team.Person),
            new RevokeAccessToken(AccessTokenId.New()),
            new RevokeAccessTokenOf(team.Person, team.Token),
        ];
    }
}
