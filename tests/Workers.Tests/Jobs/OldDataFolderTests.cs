using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>What waits in a data folder of an earlier version goes on under this one, with the real engine: see
/// <c>tests/Cases/data-folders/VERSION/README.md</c>.</summary>
public sealed class OldDataFolderTests : IDisposable
{
    private readonly OldDataFolder old = OldDataFolder.Unpack("0.1.0");

    public void Dispose() => old.Dispose();

    [Fact]
    public async Task Start_CompletesWhatWasWaitingInterruptedAndKilled()
    {
        await using var host = await JobHost.StartAsync(old.Root, null);
        var waiting = (
            await host.Mediator.Send(
                new ListRuns(new() { Statuses = [RunStatus.Queued, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Running] }),
                TestContext.Current.CancellationToken
            )
        ).Rows;
        Assert.Equal([8, 9, 10, 11], waiting.Select(r => r.Number).Order());
        foreach (var row in waiting.OrderBy(r => r.Number))
        {
            var run = await RealRunTests.UntilEndedAsync(host, row.Id);
            var details = (await host.Mediator.Send(new GetRun(row.Id), TestContext.Current.CancellationToken))!;
            Assert.True(run.Status == RunStatus.Completed, $"Run {row.Number} is {run.Status}: {details.Row.StatusDetail}");
            Assert.Equal((row.TotalEpochs, true), (run.EpochsDone, details.HasEvaluation));
            var curves = (await host.Mediator.Send(new GetRunCurves(row.Id), TestContext.Current.CancellationToken))!;
            Assert.Equal(Enumerable.Range(0, row.TotalEpochs), curves.Epochs.Distinct());
        }
        // They went on in mid-epoch, they did not begin anew.
        foreach (var resumed in waiting.Where(r => r.Number is 8 or 9))
            Assert.Contains(
                await host.Mediator.Send(new GetRunLog(resumed.Id, 0), TestContext.Current.CancellationToken),
                line => line.Text.Contains("Resumed", StringComparison.Ordinal)
            );

        // What was promoted still answers.
        var version = (await host.Mediator.Send(new GetModelVersion("emoji-kinds", 2), TestContext.Current.CancellationToken))!.Version;
        var upload = Directory.CreateDirectory(Path.Combine(host.Layout.Uploads, Guid.NewGuid().ToString("N")));
        File.Copy(Directory.EnumerateFiles(host.Layout.Thumbs, "*.webp", SearchOption.AllDirectories).First(), Path.Combine(upload.FullName, "x.webp"));
        Assert.Null(
            (
                await host.Mediator.Send(new PredictWithVersion(version.Id, new UploadSource(upload.Name, "x.webp")), TestContext.Current.CancellationToken)
            ).Refusal
        );
    }
}
