using Microsoft.Extensions.Logging.Abstractions;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Jobs.Inspection;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Nodes;
using MlOpsDashboard.Workers.Jobs.Predictions;
using MlOpsDashboard.Workers.Jobs.Runs;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The job wing around a stub child, in a folder of its own.</summary>
internal sealed class JobBench : IDisposable
{
    public JobBench(string script)
    {
        Root = Path.Combine(Path.GetTempPath(), "jobs-" + Guid.NewGuid().ToString("N"));
        Layout = new(Path.Combine(Root, "data"));
        Directory.CreateDirectory(Layout.Root);
        var manifest = Path.Combine(Layout.Root, "manifest.json");
        File.WriteAllText(manifest, "{}");
        Options.HostPath = StubHost.Write(Root, script);
        var time = TimeProvider.System;
        Runs = new(time);
        Datasets = new(manifest, time);
        Artifacts = new(Path.Combine(Root, "artifacts"));
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Table = new(time);
        Launcher = new(new HostLocator(options), Layout, options, Table, time);
        Supervisor = new(Runs, Runs, Datasets, Artifacts, new CustomModelGate(new FakeCustomModels(), new ModelFolders(Artifacts, Layout)), Layout, Launcher, RunStops, new WorkerNodeName("here"), options, time, NullLogger<RunSupervisor>.Instance);
        Gate = new(Layout, Microsoft.Extensions.Options.Options.Create(ImportOptions));
        Imports = new(Datasets, Gate, new SampleCatalogReader(new ChildCommand(Launcher)), Layout, Launcher, ImportStops, options, time, NullLogger<ImportSupervisor>.Instance);
    }

    public string Root { get; }
    public StorageLayout Layout { get; }
    public WorkerOptions Options { get; } = new() { RetrySeconds = 0, StopSeconds = 5 };
    public ImportOptions ImportOptions { get; } = new();
    public FakeRuns Runs { get; }
    public FakeDatasets Datasets { get; }
    public FakeArtifacts Artifacts { get; }
    public ChildTable Table { get; }
    public ChildLauncher Launcher { get; }
    public StopSignals<RunId> RunStops { get; } = new();
    public StopSignals<ImportId> ImportStops { get; } = new();
    public RunSupervisor Supervisor { get; }
    public ImportSourceGate Gate { get; }
    public ImportSupervisor Imports { get; }

    /// <summary>As a scheduler would: again after each fault.</summary>
    public async Task<RunEnd> SuperviseToTheEndAsync(RunId run)
    {
        var end = await Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        while (end is RunEnd.TryAgain again) end = await Supervisor.SuperviseAsync(run, again.Faults, CancellationToken.None);
        return end;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
