using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>The data folder to which messages are delivered: for each message an object on which it can have its effect.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Administer)]);

    private readonly string folder;
    private readonly int each;
    private RunId trained;
    private int models;

    private DeliveryBench(string folder, RegistryFixture registry, int each) => (this.folder, Registry, this.each) = (folder, registry, each);

    public RegistryFixture Registry { get; }

    public DeliveryPlan Plan { get; private set; } = null!;

    public PersonId Ben { get; private set; }

    /// <summary>Of the activity log, before anything was delivered.</summary>
    public long LastLine { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="each">Messages of each kind.</param>
    public static async Task<DeliveryBench> MakeAsync(string folder, int each)
    {
        var registry = await RegistryFixture.OpenAsync(folder, new FakeTimeProvider(TimeProvider.System.GetUtcNow()), ("Mail:Host", "127.0.0.1"));
        var bench = new DeliveryBench(folder, registry, each);
        await bench.FillAsync();
        await File.WriteAllTextAsync(Postman.PlanOf(folder), JsonSerializer.Serialize(bench.Plan), Cancel);
        bench.LastLine = await registry.ReadAsync(c => c.Activity.MaxAsync(a => a.Id, Cancel));
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        File.Delete(Postman.PlanOf(folder));
        File.Delete(folder + ".log");
    }

    private async Task FillAsync()
    {
        Ben = PersonId.New();
        await Registry.ReadAsync(async context =>
        {
            context.Add(
                new Person
                {
                    Id = Ben.Value,
                    UserName = "ben",
                    NormalizedUserName = "BEN",
                    SecurityStamp = "1",
                    Email = "ben@example.org",
                    IsAdministrator = true,
                    CreatedAt = Registry.Time.GetUtcNow(),
                }
            );
            return await context.SaveChangesAsync(Cancel);
        });
        var data = await Registry.AddDatasetAsync("pets", 20);
        trained = await Registry.AddFinishedRunAsync(data, [0.9]);
        Plan = new(
            data.Version,
            [.. Enumerable.Range(0, each).Select(_ => Guid.NewGuid())],
            trained,
            [.. Enumerable.Range(0, each).Select(_ => Guid.NewGuid())],
            await EachAsync(() => CommentAsync([new("head.dropout", "0.5")])),
            await EachAsync(() => CommentAsync([])),
            await EachAsync(async () =>
            {
                var judged = await JudgedAsync(await ModelAsync(), 1);
                return new JudgedReview(judged.Id, judged.Artifact, judged.ReportHash!, judged.Rules.Number);
            }),
            await EachAsync(async () => (await JudgedAsync(await ModelAsync(), 1)).Id),
            await EachAsync(async () =>
            {
                var model = await ModelAsync();
                for (var version = 1; version <= 2; version++)
                    Assert.True((await Registry.SendAsync(Anna, GateBench.Approve(await JudgedAsync(model, version)))).Value);
                return model;
            }),
            await EachAsync(ModelAsync),
            await EachAsync(async () =>
            {
                var model = await ModelAsync();
                return new RevisedModel(model, await Registry.ReadAsync(c => c.Models.Where(m => m.Id == model).Select(m => m.Revision).SingleAsync(Cancel)));
            }),
            await EachAsync(ModelAsync),
            await EachAsync(async () => await TakeAsync(await RequestAsync(await ModelAsync(), 1))),
            await EachAsync(async () => (await Registry.Ledger.AcquireAsync(await Registry.AddRunAsync(data), "here", Cancel))!),
            await EachAsync(async () =>
            {
                var lease = (await Registry.Ledger.AcquireAsync(await Registry.AddRunAsync(data), "here", Cancel))!;
                Assert.True(await Registry.Ledger.AppendAsync(lease, [Samples.Started(data.ClassNames)], Cancel));
                return lease;
            }),
            []
        );
        // Reviews that were judged above are told to ben: the first of these mails are handed over.
        Plan = Plan with
        {
            Mails = await Registry.ReadAsync(c => c.OutgoingMail.OrderBy(m => m.Id).Select(m => m.Id).Take(each).ToListAsync(Cancel)),
        };
    }

    private async Task<IReadOnlyList<T>> EachAsync<T>(Func<Task<T>> make)
    {
        var all = new List<T>();
        for (var i = 0; i < each; i++)
            all.Add(await make());
        return all;
    }

    private async Task<CommentId> CommentAsync(IReadOnlyList<SettingChange> changes)
    {
        var written = await Registry.SendAsync(Anna, new WriteComment(trained, "Try this.", Guid.NewGuid(), Changes: changes));
        Assert.Null(written.Refusal);
        return written.Value;
    }

    private async Task<ModelId> ModelAsync()
    {
        var (name, model) = ($"net-{++models:000}", default(ModelId));
        for (var version = 0; version < 2; version++)
            model = (await Registry.Models.AddVersionAsync(name, await Registry.ContentsOfAsync(trained), Anna, Cancel)).Value!.Model;
        return model;
    }

    private async Task<ReviewId> RequestAsync(ModelId model, int version) =>
        (await Registry.Get<IReviewStore>().RequestAsync(new(model, Aliases.Champion, version, "better"), Caller.LocalOwner, Cancel)).Value;

    private async Task<ReviewDetails> JudgedAsync(ModelId model, int version) => await GateBench.JudgeAsync(Registry, await RequestAsync(model, version));

    private async Task<WorkLease> TakeAsync(ReviewId review) => (await Registry.Get<IWorkLedger>().AcquireAsync(WorkId.Of(review), new("boot", 1, 1), Cancel))!;
}
