using System.Reflection;
using System.Text.RegularExpressions;
using Bunit;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Backbones;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MlOpsDashboard.Workers.Jobs;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

/// <summary>A question that a worker computes an answer for ends with the page that asked it.</summary>
public sealed partial class AskingTests : DashboardContext
{
    // What these store goes on when the person leaves: they asked for the result, not for a look.
    private static readonly string[] GoOn = ["RegisterModel", "UseVersionAsBackbone"];

    private readonly DatasetDetails emoji;

    public AskingTests()
    {
        var module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("attach", _ => true).Mode = JSRuntimeMode.Loose;
        var version = new DatasetVersionInfo(DatasetVersionId.New(), 1, new string('a', 64), 80, 8, 1, "emoji.zip", default, 0);
        List<ClassCount> classes = [.. Enumerable.Range(0, 8).Select(i => new ClassCount("c" + i, 10))];
        emoji = new(DatasetId.New(), "emoji", null, false, version, [version], classes, [new(64, 64, 80)], 0, 0, new(80, [], classes, 1));
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ => [new(emoji.Id, "emoji", version.Id, 1, 1, 80, classes, [], null, default, false)]);
        Sender.On<GetDataset, DatasetDetails?>(_ => emoji);
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(_ => []);
        Sender.On<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>(_ => []);
        Never<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>();
        Never<EstimateRun, RunEstimate>();
        Never<PreviewAugmentation, Outcome<IReadOnlyList<PreviewPicture>>>();
        Never<CompareGrayscale, Outcome<GrayscaleReport>>();
        Never<ImportCustomModel, Outcome<CustomModelId>>();
        Never<ListSamples, IReadOnlyList<SampleInfo>>();
    }

    [Fact]
    public async Task Layers_OfABackbonesPage()
    {
        Render<BackbonePage>(p => p.Add(b => b.Name, "EfficientNetLite0"));
        await EndsAsync<GetBackboneLayers>();
    }

    [Fact]
    public async Task Comparison_OfGreyPictures()
    {
        Render<GrayscaleTab>(p => p.Add(b => b.Backbone, new() { Name = "EfficientNetLite0" }));
        await EndsAsync<CompareGrayscale>();
    }

    [Fact]
    public async Task Estimate_AndLayers_OfANewRun()
    {
        Navigation.NavigateTo($"/runs/new?dataset={emoji.Id}");
        var page = Render<NewRunPage>();
        Tick();
        page.WaitForAssertion(() => Assert.NotEmpty(Sender.SentOf<EstimateRun>()));
        await EndsAsync<EstimateRun>();
        Assert.True(Sender.TokenOf<GetBackboneLayers>().IsCancellationRequested);
    }

    [Fact]
    public async Task Preview_OfAugmentation()
    {
        var draft = new RunDraft();
        draft.ChooseDataset(DraftDataset.From(emoji));
        draft.ToggleAugmentation("RandomFlip", true);
        var preview = Render<AugmentationPreview>(p => p.Add(a => a.Draft, draft));
        Tick();
        preview.WaitForAssertion(() => Assert.NotEmpty(Sender.SentOf<PreviewAugmentation>()));
        await EndsAsync<PreviewAugmentation>();
    }

    [Fact]
    public async Task Inspection_OfAModelFile()
    {
        var box = Render<ModelDropBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("model", 0, 1, 10, 0, "net.keras", [])));
        _ = box.InvokeAsync(() => box.Instance.OnSent([]));
        await EndsAsync<ImportCustomModel>();
    }

    [Fact]
    public async Task Samples_OfTheImportPanel()
    {
        Render<ImportPanel>(p => p.Add(i => i.Way, ImportPanel.Sample));
        await EndsAsync<ListSamples>();
    }

    [Fact]
    public async Task Prediction_OfAPicture()
    {
        var token = CancellationToken.None;
        UploadSource? sent = null;
        var box = Render<TryItBox>(p =>
            p.Add(
                t => t.Predict,
                async (picture, gone) =>
                {
                    (sent, token) = (picture, gone);
                    await new TaskCompletionSource().Task.WaitAsync(gone);
                    return new();
                }
            )
        );
        await box.InvokeAsync(() => box.Instance.OnChosen(new("picture", 0, 1, 19_000_000, 0, "cat.png", [])));
        _ = box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Equal("cat.png", sent?.Name);
        Assert.False(token.IsCancellationRequested);
        // The page's text holds nothing of the picture.
        Assert.DoesNotContain("data:", box.Markup, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        Assert.True(token.IsCancellationRequested);
    }

    // Whatever a handler of the job wing starts a child for is asked with the token, by whichever page.
    [Fact]
    public void EveryQuestionThatMayStartAChild_CarriesTheToken()
    {
        var questions = typeof(JobServices)
            .Assembly.GetTypes()
            .SelectMany(t =>
                t.GetInterfaces()
                    .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
                    .Select(i => (Handler: t, Request: i.GetGenericArguments()[0]))
            )
            .Where(h => StartsAChild(h.Handler, []))
            .Select(h => h.Request.Name)
            .Except(GoOn)
            .ToList();
        Assert.Superset(
            new HashSet<string> { "PreviewAugmentation", "CompareGrayscale", "GetBackboneLayers", "PredictWithRun", "PredictWithVersion", "ImportCustomModel" },
            questions.ToHashSet()
        );

        var asked = 0;
        foreach (var file in Sources())
        foreach (
            var send in Send()
                .Matches(File.ReadAllText(file))
                .Select(m => m.Groups[1].Value)
                .Where(s => questions.Any(q => s.StartsWith($"new {q}(", StringComparison.Ordinal)))
        )
        {
            asked++;
            Assert.True(Token().IsMatch(send), $"{Path.GetFileName(file)}: Send({send}) has no token.");
        }
        Assert.True(asked >= 8, $"Only {asked} were found.");
    }

    // What a service does in the background it does for nobody's page.
    private static bool StartsAChild(Type type, HashSet<Type> seen) =>
        type.Name is "IWorkerCalls"
        || type.Assembly == typeof(JobServices).Assembly
            && !type.IsSubclassOf(typeof(Microsoft.Extensions.Hosting.BackgroundService))
            && seen.Add(type)
            && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .SelectMany(c => c.GetParameters())
                .Any(p => StartsAChild(p.ParameterType, seen));

    private static IEnumerable<string> Sources()
    {
        var dashboard = Path.Combine(Repository.Root, "src", "Dashboard");
        return new[] { "Components", "Http" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(dashboard, f), "*.*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal));
    }

    private void Never<TRequest, TAnswer>()
        where TRequest : IRequest<TAnswer> => Sender.OnAsync<TRequest, TAnswer>(_ => new TaskCompletionSource<TAnswer>().Task);

    private async Task EndsAsync<TRequest>()
    {
        Assert.NotEmpty(Sender.SentOf<TRequest>());
        Assert.False(Sender.TokenOf<TRequest>().IsCancellationRequested);
        await DisposeComponentsAsync();
        Assert.True(Sender.TokenOf<TRequest>().IsCancellationRequested);
    }

    // A statement's or an attribute's Send, to its end.
    [GeneratedRegex(@"Sender\.Send\((.*)\)", RegexOptions.IgnoreCase)]
    private static partial Regex Send();

    [GeneratedRegex(@", (Gone|gone|cancellationToken)\b")]
    private static partial Regex Token();
}
