using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Callers;

/// <summary>What callers of one project get to see and hear, and what is said to them.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private TeamProject own = null!,
        others = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        own = await TeamProject.AddAsync(registry, "own", 'a');
        others = await TeamProject.AddAsync(registry, "others", 'b');
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Send_InAScopeWithoutACaller_IsAFault()
    {
        await using var scope = registry.Services.CreateAsyncScope();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ListRuns(new()), Cancelled)
        );
        Assert.Contains("caller", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WithoutThePermission_IsAnOutcomeWithTheReason()
    {
        var viewer = With(Permission.View, own.Project);
        var refused = await registry.SendAsync(viewer, new RenameRun(own.Run, "mine"));
        Assert.Equal(
            (RefusalKind.Forbidden, "Expected the permission Contribute for this; anna does not have it here. Ask an administrator."),
            (refused.Reason!.Kind, refused.Refusal)
        );
        var missing = await registry.SendAsync(viewer, new RenameRun(others.Run, "mine"));
        Assert.Equal(
            (RefusalKind.NotFound, $"Expected a run of this registry; received {others.Run}, which is not there."),
            (missing.Reason!.Kind, missing.Refusal)
        );
        Assert.Null(await registry.SendAsync(viewer, new GetRun(others.Run)));
        Assert.Equal("own run", (await registry.SendAsync(viewer, new GetRun(own.Run)))!.Row.Name);
        Assert.Equal(
            "own run",
            (await registry.SendAsync(With(Permission.Contribute, own.Project), new GetModelVersion(own.ModelName, 1)))!.Version.Run == own.Run ? "own run" : ""
        );
    }

    // What a request only looks at is asked for, too.
    [Fact]
    public async Task Run_OnAnothersParent_IsRefusedAsMissing()
    {
        var anna = With(Permission.Contribute, own.Project);
        foreach (var parent in new[] { others.Run, RunId.New() })
        {
            var refusal = await Assert.ThrowsAsync<RefusedException>(() => Behave(anna, new StartRun(Samples.Spec(), own.DatasetVersion, Parent: parent)));
            Assert.Equal(
                (RefusalKind.NotFound, $"Expected a run of this registry; received {parent}, which is not there."),
                (refusal.Reason.Kind, refusal.Message)
            );
        }
        Assert.True((await Behave(anna, new StartRun(Samples.Spec(), own.DatasetVersion, Parent: own.Run))).IsDone);
    }

    [Fact]
    public async Task Lists_ShowTheCallersProjectsAlone()
    {
        var viewer = With(Permission.View, own.Project);
        var runs = await registry.SendAsync(viewer, new ListRuns(new()));
        Assert.Equal((1, "own run"), (runs.Total, Assert.Single(runs.Rows).Name));
        Assert.Equal("own pictures", Assert.Single(await registry.SendAsync(viewer, new ListDatasets())).Name);
        Assert.Equal("own net", Assert.Single(await registry.SendAsync(viewer, new ListModels())).Name);
        Assert.Equal("own base", Assert.Single(await registry.SendAsync(viewer, new ListCustomModels())).Name);
        Assert.Equal(["own more", "own pictures"], (await registry.SendAsync(viewer, new ListImports())).Select(i => i.DatasetName).Order());
        var home = await registry.SendAsync(viewer, new GetHome());
        Assert.Equal((1, 1, "own run", "own net"), (home.Datasets, home.Runs, Assert.Single(home.Recent).Name, Assert.Single(home.Models).Name));
        Assert.DoesNotContain(await registry.SendAsync(viewer, new ListActivity()), l => l.Sentence.Contains("others", StringComparison.Ordinal));
        Assert.Equal(2, (await registry.SendAsync(new ListRuns(new()))).Total);
        Assert.Empty((await registry.SendAsync(new Caller("nobody", null, [new(Permission.View, ProjectId.New())]), new ListRuns(new()))).Rows);
    }

    [Fact]
    public async Task Project_OfAnObject_IsKeptForHalfAMinuteAtMost()
    {
        var viewer = With(Permission.View, own.Project);
        Assert.NotNull(await registry.SendAsync(viewer, new GetRun(own.Run)));
        await registry.ReadAsync(c =>
            c.Runs.Where(r => r.Id == own.Run).ExecuteUpdateAsync(set => set.SetProperty(r => r.ProjectId, others.Project), Cancelled)
        );
        registry.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(await registry.SendAsync(viewer, new GetRun(own.Run)));
    }

    [Fact]
    public async Task Name_OfAnotherProjectsModelOrDataset_IsTaken()
    {
        var run = (await registry.Runs.FindAsync(own.Run, Cancelled))!;
        var version = (await registry.Models.FindAsync(others.ModelName, "1", Cancelled))!;
        var added = await registry.Models.AddVersionAsync(
            others.ModelName,
            version.Contents with
            {
                Run = own.Run,
                Artifact = run.BestModel!,
            },
            Caller.LocalOwner,
            Cancelled
        );
        Assert.Equal("There is another model named others net.", added.Refusal);
        var import = (await registry.Datasets.CreateImportAsync(own.Project, "others pictures", new SampleSource("x"), Caller.LocalOwner, Cancelled)).Value;
        var manifest = Samples.Manifest(4, "cat", "dog");
        var done = await registry.Datasets.CompleteImportAsync(
            import,
            new(await Samples.WriteManifestAsync(registry.Folder, manifest), Samples.Report(manifest), null),
            Cancelled
        );
        Assert.Equal("There is another dataset named others pictures.", done.Refusal);
    }

    [Fact]
    public async Task Feed_TellsOfTheCallersProjectsAlone()
    {
        var heard = new List<RunId>();
        var feed = new CallerFeed(registry.Get<IRunFeed>(), () => With(Permission.View, own.Project));
        using (feed.Subscribe(null, n => heard.Add(n.Run)))
        {
            await registry.SendAsync(new RenameRun(own.Run, "first"));
            await registry.SendAsync(new RenameRun(others.Run, "second"));
            await registry.SendAsync(new RenameRun(own.Run, "third"));
            feed.Publish(new(others.Run, [], null));
        }
        Assert.Equal([own.Run, own.Run], heard);
    }

    [Fact]
    public async Task Rows_SayWhoMadeThem()
    {
        var anna = With(Permission.Contribute, own.Project);
        var run = (await registry.Runs.CreateAsync(new(Samples.Spec(), own.DatasetVersion), anna, Cancelled)).Value!.Run;
        Assert.Equal(
            ("anna", own.Project),
            await registry.ReadAsync(c => c.Runs.Where(r => r.Id == run).Select(r => ValueTuple.Create(r.CreatedBy, r.ProjectId)).SingleAsync(Cancelled))
        );
        Assert.Equal(
            ("local user", own.Project),
            await registry.ReadAsync(c =>
                c.Datasets.Where(d => d.Id == own.Dataset).Select(d => ValueTuple.Create(d.CreatedBy, d.ProjectId)).SingleAsync(Cancelled)
            )
        );
        Assert.Equal(
            ("local user", own.Project),
            await registry.ReadAsync(c =>
                c.Models.Where(m => m.Id == own.Model).Select(m => ValueTuple.Create(m.CreatedBy, m.ProjectId)).SingleAsync(Cancelled)
            )
        );
        Assert.Equal(
            ("local user", own.Project),
            await registry.ReadAsync(c =>
                c.Imports.Where(i => i.Id == own.Import).Select(i => ValueTuple.Create(i.CreatedBy, i.ProjectId)).SingleAsync(Cancelled)
            )
        );
        Assert.Equal(
            ("local user", own.Project),
            await registry.ReadAsync(c =>
                c.CustomModels.Where(m => m.Id == own.CustomModel).Select(m => ValueTuple.Create(m.Uploader, m.ProjectId)).SingleAsync(Cancelled)
            )
        );
    }

    private static Caller With(Permission permission, ProjectId project) => new("anna", null, [new(permission, project)]);

    // The one behaviour that asks, before a handler that says yes.
    private async Task<Outcome<RunId>> Behave(Caller caller, StartRun request)
    {
        var current = new CurrentCaller();
        current.Set(caller);
        var behavior = new Behaviors.PermissionBehavior<StartRun, Outcome<RunId>>(current, registry.Get<IObjectProjects>());
        return await behavior.Handle(request, Cancelled, () => Task.FromResult<Outcome<RunId>>(RunId.New()));
    }
}
