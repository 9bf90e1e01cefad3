using System.IO.Compression;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Branches and certificates with the real engine as child.</summary>
public sealed class RealBranchTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-branch-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Branch_UnchangedFromTheRegistry_EndsWithTheSameWeights_AndMoreEpochsGoOn()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await RealRunTests.ImportAsync(host);
        var parent = await RunAsync(host, new(Spec, dataset.Version));
        Assert.Equal(RunStatus.Completed, parent.Status);

        // The child of the branch is given all that it needs: the run it left may be archived meanwhile.
        Assert.True((await host.Mediator.Send(new ArchiveRuns([parent.Run], true), Cancelled)).IsDone);
        var branch = await RunAsync(host, new(Spec, dataset.Version, Parent: parent.Run) { BranchAfter = 2 });
        Assert.True(branch.Status == RunStatus.Completed, (await host.Mediator.Send(new GetRun(branch.Run), Cancelled))?.Row.StatusDetail);
        Assert.Equal(Weights(host, parent.LastModel), Weights(host, branch.LastModel));
        Assert.Equal(JsonNode.Parse(parent.HistoryJson!)!.ToJsonString(), JsonNode.Parse(branch.HistoryJson!)!.ToJsonString());
        var (before, curves) = (
            (await host.Mediator.Send(new GetRunCurves(parent.Run), Cancelled))!,
            (await host.Mediator.Send(new GetRunCurves(branch.Run), Cancelled))!
        );
        Assert.Equal(2, curves.Inherited);
        Assert.Equal(before.Epochs, curves.Epochs);
        Assert.Equal(before["loss"], curves["loss"]);

        var more = await host.Mediator.Send(new TrainMoreEpochs(branch.Run, 2), Cancelled);
        Assert.Null(more.Refusal);
        var longer = await RealRunTests.UntilEndedAsync(host, more.Value);
        Assert.Equal((RunStatus.Completed, 6), (longer.Status, longer.EpochsDone));
        var details = (await host.Mediator.Send(new GetRun(longer.Run), Cancelled))!;
        Assert.Equal((4, branch.Run), (details.BranchedAfter, details.Parent));
        Assert.Equal([4, 5, 6], details.States.Select(s => s.Epochs));

        var refused = await host.Mediator.Send(new StartRun(Spec with { Seed = 9 }, dataset.Version, Parent: parent.Run) { BranchAfter = 2 }, Cancelled);
        Assert.Contains("seed", refused.Refusal, StringComparison.Ordinal);
        refused = await host.Mediator.Send(new StartRun(Spec, dataset.Version, Parent: parent.Run) { BranchAfter = 7 }, Cancelled);
        Assert.Contains("Received 7", refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfAVersion_IsEqual_AndOfASpoiltDatasetNamesTheFile()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await RealRunTests.ImportAsync(host);
        var run = await RunAsync(host, new(Spec, dataset.Version));
        Assert.Null((await host.Mediator.Send(new RegisterModel(run.Run, "emoji", "first"), Cancelled)).Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("emoji", "1", Cancelled))!.Version;

        Assert.Null((await host.Mediator.Send(new StartCertificate(version), Cancelled)).Refusal);
        Assert.NotNull((await host.Mediator.Send(new StartCertificate(version), Cancelled)).Refusal);
        var equal = await UntilEndedAsync(host, version, run.Run, 1);
        Assert.True(equal.Status == CertificateStatus.Done, equal.Sentence);
        Assert.Equal((RerunVerdict.Equal, 4, true), (equal.Report!.Verdict, equal.Report.Epochs, equal.Report.ComparesWeights));
        Assert.StartsWith("Equal", equal.Sentence, StringComparison.Ordinal);
        Assert.NotNull(equal.FinishedAt);

        var manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(dataset.Version, Cancelled))!;
        var blob = host.Layout.Blob(manifest.Entries[3].Sha256);
        var bytes = await File.ReadAllBytesAsync(blob, Cancelled);
        bytes[^2] ^= 1;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(blob, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllBytesAsync(blob, bytes, Cancelled);
        Assert.Null((await host.Mediator.Send(new StartCertificate(version, 1), Cancelled)).Refusal);
        var spoilt = await UntilEndedAsync(host, version, run.Run, 2);
        Assert.True(spoilt.Status == CertificateStatus.Done, spoilt.Sentence);
        Assert.Equal((RerunVerdict.Different, manifest.Entries[3].Path), (spoilt.Report!.Verdict, spoilt.Report.ChangedFile));
        Assert.Contains(manifest.Entries[3].Path, spoilt.Sentence, StringComparison.Ordinal);
        // Swept once it has ended.
        await Until.TrueAsync(() => !Directory.Exists(host.Layout.Reruns) || Directory.GetDirectories(host.Layout.Reruns).Length == 0);
    }

    [Fact]
    public async Task Certificate_ThatIsStopped_Ends_AndAnotherCanBeStarted()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await RealRunTests.ImportAsync(host);
        var run = await RunAsync(host, new(Spec, dataset.Version));
        Assert.Null((await host.Mediator.Send(new RegisterModel(run.Run, "emoji", "first"), Cancelled)).Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("emoji", "1", Cancelled))!.Version;
        Assert.Null((await host.Mediator.Send(new StartCertificate(version), Cancelled)).Refusal);
        Assert.Null((await host.Mediator.Send(new StopCertificate(version), Cancelled)).Refusal);
        Assert.Equal(CertificateStatus.Cancelled, (await UntilEndedAsync(host, version, run.Run, 1)).Status);
        Assert.NotNull((await host.Mediator.Send(new StopCertificate(version), Cancelled)).Refusal);
        Assert.Null((await host.Mediator.Send(new StartCertificate(version, 1), Cancelled)).Refusal);
        var again = await UntilEndedAsync(host, version, run.Run, 2);
        Assert.Equal(RerunVerdict.Equal, again.Report!.Verdict);
    }

    private static async Task<StoredRun> RunAsync(JobHost host, StartRun request)
    {
        var started = await host.Mediator.Send(request, Cancelled);
        Assert.Null(started.Refusal);
        return await RealRunTests.UntilEndedAsync(host, started.Value);
    }

    private static async Task<CertificateRow> UntilEndedAsync(JobHost host, ModelVersionId version, RunId run, int count)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
        while (true)
        {
            var rows = await host.Mediator.Send(new ListCertificates(version), Cancelled);
            if (rows.Count == count && rows[0].Status is not (CertificateStatus.Waiting or CertificateStatus.Running))
                return rows[0];
            Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(2), Cancelled), "Nothing changed for two minutes.");
        }
    }

    private static TrainingSpec Spec =>
        SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "", imageSize: 64) with
        {
            Callbacks = [],
            Augmentation = [new("RandomFlip", ("mode", "horizontal"))],
            Stages = [new() { Epochs = 2, Optimizer = new("Adam", ("learningRate", 0.005)) }, new() { Epochs = 2, Unfreeze = Unfreeze.Last(8) }],
        };

    // The archive also holds when it was saved.
    private static byte[] Weights(JobHost host, string? model)
    {
        using var archive = ZipFile.OpenRead(host.Layout.Blob(model!));
        using var entry = archive.GetEntry("model.weights.h5")!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }
}
