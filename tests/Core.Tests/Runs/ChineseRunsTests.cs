using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Core.Tests.Runs;

/// <summary>Runs in Chinese words, and what is stored of a warning.</summary>
public sealed class ChineseRunsTests : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentUICulture;

    public ChineseRunsTests() => UserLanguage.Speak(UserLanguage.Chinese);

    public void Dispose() => CultureInfo.CurrentUICulture = before;

    [Fact]
    public void Headline_IsChinese()
    {
        Assert.Equal("训练 3 在第一轮结束前失败。", RunWords.Headline(3, RunStatus.Failed, null, 0, 15, null, MetricSet.OfOlderRuns, MetricValues.None, null));
        Assert.Equal(
            "训练 3 正在第 1/15 轮，约剩 2 分钟。",
            RunWords.Headline(3, RunStatus.Running, null, 0, 15, null, MetricSet.OfOlderRuns, MetricValues.None, 120)
        );
    }

    [Fact]
    public void Log_IsChinese() => Assert.Equal("第 3 轮的检查点已写入磁盘；目前最佳。", RunEventWords.Describe(new CheckpointEvent(2, "file", "hash", true)));

    [Theory]
    [InlineData("stage 3", "阶段 3")]
    [InlineData("fine-tuning again", "微调（再次）")]
    [InlineData("feature extraction, last 20 layers", "特征提取，最后 20 层")]
    [InlineData("my own, last word", "my own, last word")]
    public void StagesThatTheProgramNamed_AreSpokenInChinese(string name, string title) => Assert.Equal(title, SpecPresets.StageTitle(name));

    [Fact]
    public void NamesOfStages_AreStoredInEnglish() =>
        Assert.Equal(
            ["stage 3", "stage 3 again", "stage 3, last 20 layers"],
            [SpecPresets.StageName(3), SpecPresets.NameAgain("stage 3"), SpecPresets.NameOfLast("stage 3", 20)]
        );

    [Fact]
    public void Workers_AreSpokenOfInChinese()
    {
        Assert.Equal("本机有 1 个工作进程：CPU，2 核，空闲。未找到 GPU：训练耗时约为小型 GPU 的 6 倍。", WorkerWords.Overview(false, 2, []));
        Assert.Equal(
            "本机有 1 个工作进程：GPU 和 1 核，正忙于训练 3、导入 pets。",
            WorkerWords.Overview(
                true,
                1,
                [new("work.what.run", ("run", "3")), new("work.what.import", ("dataset", "pets")), new("work.what.run", ("run", "3"))]
            )
        );
        Assert.Equal(
            "本机有 1 个工作进程：GPU 和 1 核，正忙于试用 pets v1。",
            WorkerWords.Overview(true, 1, [new("work.what.tryIt", ("what", new Refusal("words.version", ("model", "pets"), ("version", "1"))))])
        );
        Assert.Equal(
            ["即将启动", "等待训练 3 和训练 4 结束", "前面有 2 个训练"],
            [WorkerWords.Waits(0, []), WorkerWords.Waits(0, [3, 4]), WorkerWords.Waits(2, [])]
        );
    }

    [Fact]
    public void WhereFrozenLayersRun_IsSaidInTheReadersLanguage()
    {
        Refusal said = new("trainer.cache.all", ("layers", new Refusal("trainer.cache.layers", ("count", 154))));
        var started = new StartedEvent(3, 4, 5, 10, 2, [], "CPU", StoredSentence.Of(said).Text) { CacheReason = said };
        Assert.Equal("The 154 frozen layers before the frontier run once for each example.", started.Cache);
        var read = Assert.IsType<StartedEvent>(RunEventJson.TryRead(RunEventJson.Write(started)));
        Assert.Equal("分界之前的 154 个冻结层对每个样本只运行一次。", read.CacheWords);
        Assert.EndsWith(read.CacheWords!, RunEventWords.Describe(read), StringComparison.Ordinal);
        Assert.Equal("Old.", new StartedEvent(3, 4, 5, 10, 2, [], "CPU", "Old.").CacheWords);
    }

    [Fact]
    public void Warning_KeepsItsValues()
    {
        var reason = new Refusal("warning.batchnorm.jump", ("from", 0.5), ("to", 1.25), ("stage", 2));
        var read = Assert.IsType<WarningEvent>(RunEventJson.TryRead(RunEventJson.Write(new WarningEvent("batchnorm-jump", "Old.") { Reason = reason })));
        Assert.Equal(reason, read.Reason);
        Assert.StartsWith("阶段 2 开始时训练损失从 0.5 跳到 1.25", RunEventWords.Describe(read), StringComparison.Ordinal);
        Assert.Equal("Old.", RunEventWords.Describe(new WarningEvent("batchnorm-jump", "Old.")));
    }
}
