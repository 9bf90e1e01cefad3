using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Explanations;

public sealed class ExplanationTests : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Administer)]);
    private static readonly TrainingSpec First = Samples.Spec() with { Seed = 1 };
    private RegistryFixture registry = null!;
    private StoredDatasetVersion dataset = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        dataset = await registry.AddDatasetAsync("pets", 20);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Plan_SaysStepsAndRuns_AndUsesRunsThatAreThere()
    {
        var (one, two) = (await AddAsync(First, 0.8), await AddAsync(Changed(), 0.9));
        var plan = (await registry.SendAsync(Anna, new PlanExplanation(one, two))).Value!;
        Assert.Equal(["head.dropout", "stages[0].epochs"], plan.Steps.Select(step => Assert.Single(step).Name));
        // The two versions' own runs, with the seed that both have.
        Assert.Equal((2, 1, 7), (plan.Known[2], plan.RunsFor(1), plan.RunsFor(3)));

        // A step that somebody trained already is not trained again.
        await registry.AddFinishedRunAsync(dataset, [0.85], First with { Head = First.Head! with { Dropout = 0.6 } });
        plan = (await registry.SendAsync(Anna, new PlanExplanation(one, two))).Value!;
        Assert.Equal((3, 6), (plan.Known[2], plan.RunsFor(3)));
    }

    [Fact]
    public async Task Explanation_IsMadeOnce_AndShowsWhatItsRunsMeasured()
    {
        var (one, two) = (await AddAsync(First, 0.8), await AddAsync(Changed(), 0.9));
        var request = new StartExplanation(ExplanationId.New(), one, two, Seeds: 1);
        var store = registry.Get<IExplanationStore>();
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => store.CreateAsync(request, Anna, Cancelled))));
        Assert.All(made, outcome => Assert.True(outcome.IsDone, outcome.Refusal));
        var model = (await registry.SendAsync(new GetModel("net")))!.Id;
        Assert.Equal(request.Id, Assert.Single(await registry.SendAsync(Anna, new ListExplanations(model))).Id);
        Assert.Single(await registry.SendAsync(Anna, new ListActivity()), line => line.Action == "explanation-started");

        var view = (await registry.SendAsync(Anna, new GetExplanation(request.Id)))!;
        Assert.Equal(("net", 1, 2, 3, 2, true), (view.Model, view.Before, view.After, view.All, view.Done, view.CanContinue));
        Assert.Equal([0.8, null, 0.9], view.Steps.Select(step => step.Mean));
        Assert.False(view.ChangesData);

        // The run between the two.
        var stored = (await store.FindAsync(request.Id, Cancelled))!;
        var run = await registry.AddFinishedRunAsync(dataset, [0.87], stored.Steps[1].Spec);
        await store.PlaceAsync(request.Id, 1, 1, run, Cancelled);
        await store.PlaceAsync(request.Id, 1, 1, run, Cancelled);
        view = (await registry.SendAsync(Anna, new GetExplanation(request.Id)))!;
        Assert.Equal([0.07, 0.03], view.Steps.Skip(1).Select(step => Math.Round(step.Change!.Value, 9)));
        Assert.False(view.CanContinue);
    }

    [Fact]
    public async Task Versions_ThatNoSpecLeadsBetween_AreRefused()
    {
        var one = await AddAsync(First, 0.8);
        Assert.Contains("two different versions", await RefusalAsync(one, one));
        Assert.Contains("same spec", await RefusalAsync(one, await AddAsync(First, 0.8)));
        Assert.Contains("seed alone", await RefusalAsync(one, await AddAsync(First with { Seed = 7 }, 0.8)));
        Assert.Contains("cross-validated", await RefusalAsync(one, await AddAsync(First with { CrossValidation = new() { Folds = 3 } }, 0.8)));
        var two = await AddAsync(Changed(), 0.9);
        foreach (var seeds in (int[])[0, 6])
            Assert.Equal(
                "explanation.seedCount",
                (await registry.Get<IExplanationStore>().CreateAsync(new(ExplanationId.New(), one, two, seeds), Anna, Cancelled)).Reason?.Code
            );
    }

    private static TrainingSpec Changed() => First with { Head = First.Head! with { Dropout = 0.6 }, Stages = [First.Stages[0] with { Epochs = 3 }] };

    private async Task<string?> RefusalAsync(ModelVersionId one, ModelVersionId two) => (await registry.SendAsync(Anna, new PlanExplanation(one, two))).Refusal;

    private async Task<ModelVersionId> AddAsync(TrainingSpec spec, double accuracy)
    {
        var run = await registry.AddFinishedRunAsync(dataset, [accuracy], spec);
        var added = (await registry.Models.AddVersionAsync("net", await registry.ContentsOfAsync(run), Anna, Cancelled)).Value!;
        return (await registry.SendAsync(new GetModelVersion("net", added.Version)))!.Version.Id;
    }
}
