using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>What is stored is the same whoever writes it; what is read is in the reader's language; rows of older versions keep their text.</summary>
public sealed class StoredSentenceTests : IAsyncLifetime
{
    private const string Before = "20261130020337_ListedMetrics";

    private readonly CultureInfo before = CultureInfo.CurrentUICulture;
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync()
    {
        CultureInfo.CurrentUICulture = before;
        return registry.DisposeAsync();
    }

    [Theory]
    [InlineData(UserLanguage.English, UserLanguage.Chinese)]
    [InlineData(UserLanguage.Chinese, UserLanguage.English)]
    public async Task Lines_OfTheActivityLog_AreReadInTheReadersLanguage(string writer, string reader)
    {
        UserLanguage.Speak(writer);
        var run = await registry.AddFinishedRunAsync(await registry.AddDatasetAsync(), [0.5, 0.914], name: "first");
        Assert.True((await registry.Models.AddVersionAsync("pets-net", await registry.ContentsOfAsync(run), Caller.LocalOwner, Cancelled)).IsDone);
        Assert.True((await registry.SendAsync(new TagRuns([run], ["good"], []))).IsDone);

        UserLanguage.Speak(reader);
        string[] english =
        [
            "Tags of run 1: added good.",
            "pets-net v1 was registered from run 1 with 91.4 % validation accuracy.",
            "Run 1, first, was started.",
            "pets v1 was imported from pets.zip.",
            "The import of pets from pets.zip was started.",
        ];
        string[] chinese =
        [
            "训练 1 的标签：添加 good。",
            "pets-net v1 已由训练 1 注册，验证准确率为 91.4 %。",
            "训练 1（first）已启动。",
            "pets v1 已由 pets.zip 导入。",
            "已开始由 pets.zip 导入 pets。",
        ];
        Assert.Equal(reader == UserLanguage.English ? english : chinese, (await registry.SendAsync(new ListActivity())).Select(l => l.Sentence));
        Assert.Equal(english, await registry.ReadAsync(c => c.Activity.OrderByDescending(e => e.Id).Select(e => e.Sentence).ToListAsync(Cancelled)));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Theory]
    [InlineData(UserLanguage.English, UserLanguage.Chinese)]
    [InlineData(UserLanguage.Chinese, UserLanguage.English)]
    public async Task WhatARunSays_IsReadInTheReadersLanguage(string writer, string reader)
    {
        UserLanguage.Speak(writer);
        var (run, interrupted) = (
            await registry.AddRunAsync(await registry.AddDatasetAsync()),
            await registry.AddRunAsync(await registry.AddDatasetAsync("birds"))
        );
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        // Overfits from the fourth epoch on.
        for (var i = 0; i < 4; i++)
            await registry.Ledger.AppendAsync(lease, [Samples.Epoch(i, loss: 0.5 - (0.1 * i), valLoss: 0.5 + (0.1 * i))], Cancelled);
        await registry
            .Get<IRunLedger>()
            .AppendAsync(
                lease,
                [],
                [new("note", new Refusal("work.attempt.ended", ("attempt", "1"), ("why", new Refusal("work.child.silent"))))],
                lease.Offsets,
                Cancelled
            );
        Assert.True(
            await registry.Ledger.FinishAsync(
                lease,
                RunStatus.Failed,
                new Refusal("work.failed.repeatedly", ("why", new Refusal("work.child.memory")), ("attempts", 3)),
                null,
                Cancelled
            )
        );
        var held = (await registry.Ledger.AcquireAsync(interrupted, "there", Cancelled))!;
        Assert.True(await registry.Get<IWorkLedger>().GiveBackAsync(held, new("work.holder.gone"), 0, attemptOver: true, Cancelled));

        UserLanguage.Speak(reader);
        var isEnglish = reader == UserLanguage.English;
        var details = (await registry.SendAsync(new GetRun(run)))!;
        const string Failed =
            "The worker process ran out of memory. A smaller batch, picture size or maximum length needs less, and so does rematerialization \"full\". It was tried 3 times.";
        Assert.Equal(
            isEnglish ? Failed : "工作进程内存不足。减小批次、图片尺寸或最大长度可降低占用，将 rematerialization 设为 \"full\" 也可以。 已尝试 3 次。",
            details.Row.StatusDetail
        );
        Assert.Equal(details.Row.StatusDetail, details.Row.Attention);
        const string Overfits =
            "Overfitting: validation loss rose 3 epochs in a row up to epoch 4 (0.5 to 0.8) while training loss fell (0.5 to 0.2). The network learns the training pictures by heart.";
        var warning = Assert.Single(details.Warnings).Sentence;
        if (isEnglish)
            Assert.Equal(Overfits, warning);
        else
            Assert.StartsWith("过拟合", warning, StringComparison.Ordinal);
        var note = Assert.Single(await registry.SendAsync(new GetRunLog(run, 0)), l => l.Kind == "note");
        Assert.Equal(
            isEnglish ? "Attempt 1 ended: The worker process ended without saying what it did." : "第 1 次尝试结束：工作进程已结束，但没有说明做了什么。",
            note.Text
        );
        Assert.Equal(
            isEnglish ? "Its worker went away; it goes on from its last checkpoint." : new Refusal("work.holder.gone").Sentence,
            Assert.Single(await registry.Runs.WaitingAsync(Cancelled)).StatusDetail
        );

        Assert.Equal(Failed, await registry.ReadAsync(c => c.Runs.Where(r => r.Id == run).Select(r => r.StatusDetail).SingleAsync(Cancelled)));
        Assert.Equal(Overfits, await registry.ReadAsync(c => c.Warnings.Select(w => w.Sentence).SingleAsync(Cancelled)));
        Assert.All(
            await registry.ReadAsync(c => c.Log.Select(e => e.Text).ToListAsync(Cancelled)),
            text => Assert.DoesNotContain(text, c => c is >= '一' and <= '鿿')
        );
    }

    [Theory]
    [InlineData(UserLanguage.English, UserLanguage.Chinese)]
    [InlineData(UserLanguage.Chinese, UserLanguage.English)]
    public async Task WhatADatasetSays_IsReadInTheReadersLanguage(string writer, string reader)
    {
        UserLanguage.Speak(writer);
        var refused = (
            await registry.Datasets.CreateImportAsync(ProjectId.Default, "birds", new SampleSource("emoji-noto"), Caller.LocalOwner, Cancelled)
        ).Value;
        RefusedFile[] files = [new("a.jpg", "empty", new Refusal("imports.picture.empty"))];
        Assert.True(
            (await registry.Datasets.EndImportAsync(refused, ImportStatus.Refused, new("imports.pictures.none"), new(0, files, [], 0), Cancelled)).IsDone
        );
        var dataset = await registry.AddDatasetAsync();
        Assert.True((await registry.SendAsync(new ReviseDataset(dataset.Version, new HoldOut(0, 0.2)))).IsDone);

        UserLanguage.Speak(reader);
        var isEnglish = reader == UserLanguage.English;
        var import = (await registry.SendAsync(new GetImport(refused)))!;
        Assert.Equal(
            isEnglish
                ? ("sample emoji-noto", "Expected at least one good picture. Received: none.", "Expected a picture. Received: a file without a byte.")
                : ("示例 emoji-noto", new Refusal("imports.pictures.none").Sentence, "应为图片，实际为空文件。"),
            (import.SourceName, import.Sentence, import.Report!.Refused[0].Words)
        );
        Assert.Equal(
            isEnglish ? ["v1, 20 % held out for the test", "pets.zip"] : ["v1，保留 20 % 作测试集", "pets.zip"],
            (await registry.SendAsync(new GetDataset(dataset.Dataset, null)))!.Versions.Select(v => v.Source)
        );

        var stored = await registry.ReadAsync(c => c.Imports.SingleAsync(i => i.Id == refused, Cancelled));
        Assert.Equal(("sample emoji-noto", "Expected at least one good picture. Received: none."), (stored.SourceName, stored.Sentence));
        Assert.Equal(
            ["v1, 20 % held out for the test", "pets.zip"],
            await registry.ReadAsync(c => c.DatasetVersions.OrderByDescending(v => v.Number).Select(v => v.Source).ToListAsync(Cancelled))
        );
    }

    [Fact]
    public async Task Database_OfTheVersionBefore_ShowsItsText_AndItsLinesStillFollowFromEachOther()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), name: "first");
        await registry.ReadAsync(c => c.Activity.ExecuteDeleteAsync(Cancelled));
        await MigrateAsync(Before);
        await RunAsync("UPDATE Runs SET Status = 'Failed', StatusDetail = 'Killed by SIGSEGV.'");
        var last = "";
        foreach (var (at, line) in new[] { "Run 1, first, was started.", "训练 1 已归档。" }.Index())
        {
            object?[] values =
            [
                2,
                last,
                100L + at,
                "anna",
                null,
                "run-archived",
                "run 1",
                line,
                "for a reason",
                ProjectId.Default.ToString(),
                "Run",
                run.Value.ToString("N"),
            ];
            last = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)));
            await RunAsync(
                "INSERT INTO Activity (Time, Actor, Action, Subject, Sentence, Reason, ProjectId, ObjectKind, ObjectId, Rule, Hash) VALUES (@p0, 'anna', 'run-archived', 'run 1', @p1, 'for a reason', @p2, 'Run', @p3, 2, @p4)",
                100L + at,
                line,
                ProjectId.Default.Value,
                run.Value,
                last
            );
        }
        Assert.Null(ActivityChain.Break(registry.Layout.Database));

        await MigrateAsync(null);
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
        Assert.True((await registry.SendAsync(new RenameRun(run, "second"))).IsDone);
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
        Assert.Equal([2, 2, 3], await registry.ReadAsync(c => c.Activity.OrderBy(e => e.Id).Select(e => e.Rule).ToListAsync(Cancelled)));
        UserLanguage.Speak(UserLanguage.Chinese);
        Assert.Equal(
            ["训练 1 由 first 改名为 second。", "训练 1 已归档。", "Run 1, first, was started."],
            (await registry.SendAsync(new ListActivity())).Select(l => l.Sentence)
        );
        Assert.Equal("Killed by SIGSEGV.", (await registry.SendAsync(new GetRun(run)))!.Row.StatusDetail);
        // A line of rule 2 is held by it still.
        await RunAsync("UPDATE Activity SET Sentence = 'Run 2, first, was started.' WHERE Rule = 2 AND Sentence LIKE 'Run 1%'");
        Assert.NotNull(ActivityChain.Break(registry.Layout.Database));
    }

    [Theory]
    [InlineData("""{"Kind":0,"Code":"of.a.newer.version","Values":[]}""")]
    [InlineData("""{"Kind":0,"Code":"work.fault","Values":[{"Name":"why","Refusal":{"Kind":0,"Code":"of.a.newer.version","Values":[]}}]}""")]
    [InlineData("not what was written")]
    public async Task WhatIsNotUnderstood_IsShownAsItsText(string said)
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        await RunAsync("UPDATE Runs SET StatusDetail = 'As it was written.', StatusSaid = @p0", said);
        UserLanguage.Speak(UserLanguage.Chinese);
        Assert.Equal("As it was written.", (await registry.SendAsync(new GetRun(run)))!.Row.StatusDetail);
    }

    private Task MigrateAsync(string? migration) =>
        registry.ReadAsync(async c =>
        {
            await c.GetService<IMigrator>().MigrateAsync(migration, Cancelled);
            return true;
        });

    private Task RunAsync(string sql, params object[] values) =>
        registry.ReadAsync(async c =>
        {
            await using var command = c.Database.GetDbConnection().CreateCommand();
            await c.Database.OpenConnectionAsync(Cancelled);
            command.CommandText = sql;
            foreach (var (at, value) in values.Index())
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ($"@p{at}", value);
                command.Parameters.Add(parameter);
            }
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancelled));
            return true;
        });
}
