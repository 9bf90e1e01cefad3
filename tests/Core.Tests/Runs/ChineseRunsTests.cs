using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

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
        Assert.Equal("训练 3 正在第 1/15 轮，约剩 2 分钟。", RunWords.Headline(3, RunStatus.Running, null, 0, 15, null, MetricSet.OfOlderRuns, MetricValues.None, 120));
    }

    [Fact]
    public void Log_IsChinese() => Assert.Equal("第 3 轮的检查点已写入磁盘；目前最佳。", RunEventWords.Describe(new CheckpointEvent(2, "file", "hash", true)));

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
