using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>Sentences that the registry makes of what it holds, in Chinese.</summary>
public sealed class ChineseAnswersTests : IAsyncLifetime
{
    private readonly CultureInfo before = CultureInfo.CurrentUICulture;
    private RegistryFixture registry = null!;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync();
        await registry.AddFinishedRunAsync(dataset, [0.8], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 5, "cat/1.png", "dog/3.png"));
        await registry.AddFinishedRunAsync(dataset, [0.9], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 5, "cat/1.png"));
    }

    public ValueTask DisposeAsync()
    {
        CultureInfo.CurrentUICulture = before;
        return registry.DisposeAsync();
    }

    [Fact]
    public async Task Home_IsSaidInChinese()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var home = await registry.SendAsync(new GetHome());
        Assert.Equal("1.png 是 cat，被判为 dog，置信度 89.0 %。", home.WorstMistakeSentence);
        Assert.Equal("这里没有运行的工作进程：启动一个之前无法训练。", home.WorkerSentence);
    }

    [Fact]
    public async Task Comparison_IsSaidInChinese()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var runs = (await registry.SendAsync(new ListRuns(new() { Descending = false }))).Rows;
        var comparison = (await registry.SendAsync(new CompareRuns([.. runs.Select(r => r.Id)]))).Value!;
        Assert.StartsWith("训练 2 领先训练 1 10.0 个百分点，可能出于偶然（95 % 区间 ", comparison.Headline, StringComparison.Ordinal);
        Assert.EndsWith("；1 张图片的对错发生变化。", comparison.Headline, StringComparison.Ordinal);
        Assert.Equal(
            ["验证准确率", "验证损失", "宏平均 F1", "校准误差", "训练准确率", "与训练集 accuracy 的差距", "耗时"],
            comparison.Metrics.Select(m => m.Name)
        );
    }

    [Fact]
    public async Task WhatIsNotThere_IsSaidInChinese()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var run = (await registry.SendAsync(new ListRuns(new()))).Rows[0].Id;
        await registry.ReadAsync(async c =>
        {
            var document = await c.Documents.FindAsync([run, "evaluation"], TestContext.Current.CancellationToken);
            document!.Json = """{"task":"poems"}""";
            return await c.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        Assert.Equal("此评估存储时未包含预测。", (await registry.SendAsync(new GetEvaluation(run)))!.Fault!.Sentence);
    }
}
