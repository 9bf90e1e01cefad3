using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

public sealed class UploadSweeperTests : IDisposable
{
    private readonly StorageLayout layout = new(Directory.CreateTempSubdirectory("mlops-sweep-").FullName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(layout.Root, recursive: true);

    // Cut at 60 %, finished and never imported, waiting for its import, drawn for a page.
    [Fact]
    public async Task WithinAnHour_WhatNobodyNeedsIsGone_AndWhatAnImportWaitsForStays()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new UploadStore(layout, Options.Create(new UploadOptions()));
        var (cut, abandoned, waiting) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        foreach (var id in new[] { cut, abandoned, waiting })
            await store.WriteAsync(id, store.AccountOf(id), "cats/1.png", new MemoryStream(new byte[600]), Cancellation);
        Assert.True(store.Finish(abandoned).IsDone);
        Assert.True(store.Finish(waiting).IsDone);
        Directory.CreateDirectory(layout.Scratch);
        await File.WriteAllTextAsync(Path.Combine(layout.Scratch, "x.png"), "png", Cancellation);
        var drawn = Guid.Parse(new DrawnPictures(layout).Keep(Path.Combine(layout.Scratch, "x.png")).Split('/')[^1]);
        var sender = new FakeSender().On<ListUploadsInUse, IReadOnlyList<string>>(_ => [UploadStore.FolderOf(waiting)]);
        await using var services = new ServiceCollection().AddScoped<CurrentCaller>().AddSingleton<ISender>(sender).BuildServiceProvider();
        using var sweeper = new UploadSweeper(store, layout, clock, NullLogger<UploadSweeper>.Instance, services.GetRequiredService<IServiceScopeFactory>());

        await sweeper.StartAsync(Cancellation);
        Assert.True(Directory.Exists(store.Incoming(cut)));
        Assert.True(Directory.Exists(store.Complete(abandoned)));
        for (var minutes = 0; minutes < 60; minutes += 30)
        {
            clock.Advance(TimeSpan.FromMinutes(30));
            await Task.Yield();
        }
        await EventuallyAsync(() =>
            !Directory.Exists(store.Incoming(cut)) && !Directory.Exists(store.Complete(abandoned)) && new DrawnPictures(layout).Find(drawn) is null
        );
        Assert.True(Directory.Exists(store.Complete(waiting)));
        await sweeper.StopAsync(Cancellation);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
