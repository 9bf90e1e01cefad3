using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Pages.Models;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;
using Direction = MlOpsDashboard.Core.Metrics.Direction;

namespace MlOpsDashboard.Dashboard.Tests.Models;

public sealed class PromoteDialogTests : DashboardContext
{
    private static readonly ModelDetails Model = new(
        ModelId.New(),
        "emoji",
        "",
        false,
        7,
        new Dictionary<string, int> { [Aliases.Champion] = 1 },
        [Version(1, 0.70, Aliases.Champion), Version(2, 0.75)]
    );

    public PromoteDialogTests()
    {
        Sender.On<GetAliasImpact, AliasImpact?>(q =>
            new(
                1,
                [
                    new("Validation accuracy", "share", Direction.Larger, [0.70, 0.75], [null, 0.05], 1),
                    new("Validation loss", null, Direction.Smaller, [0.9, 1.1], [null, 0.2], 0),
                ],
                $"v{q.Version} replaces v1 as {q.Alias}."
            )
        );
        Sender.On<GetModel, ModelDetails?>(_ => Model with { Revision = 9 });
    }

    [Fact]
    public async Task Promote_NeedsAReason_AndSendsTheRevisionThatWasSeen()
    {
        Sender.On<MoveAlias, Outcome>(_ => Outcome.Done);
        var (dialog, answer) = await OpenAsync();
        Assert.Contains("v2 replaces v1 as champion.", dialog.Find(Test("impact")).TextContent);
        Assert.Contains("+5.0 points", dialog.Markup);
        Assert.True(dialog.Find(Test("confirm-promote")).HasAttribute("disabled"));
        Assert.Contains("Give a reason", dialog.Find(Test("why-not")).TextContent);
        dialog.Find(Test("promote-version")).Change("1");
        Assert.Contains("v1 is champion already", dialog.Find(Test("why-not")).TextContent);
        dialog.Find(Test("promote-version")).Change("2");

        dialog.Find(Test("promote-reason")).Input("  better on Symbols ");
        Assert.Equal("", dialog.Find(Test("why-not")).TextContent);
        dialog.Find(Test("confirm-promote")).Click();

        Assert.Equal(new MoveAlias(Model.Id, Aliases.Champion, 2, "better on Symbols", 7), Assert.Single(Sender.SentOf<MoveAlias>()));
        Assert.True((await answer).IsMoved);
    }

    [Fact]
    public async Task Alias_ThatIsReviewed_IsAskedForAndNotMoved()
    {
        var review = ReviewId.New();
        Sender.On<GetAliasRules, ModelRules>(_ => RuleSamples.Of(new() { ByReviewOnly = true }));
        Sender.On<RequestPromotion, Outcome<ReviewId>>(_ => review);
        var (dialog, answer) = await OpenAsync();
        Assert.Empty(dialog.FindAll(Test("confirm-promote")));
        Assert.Contains("by an approved review alone", dialog.Find(Test("by-review-only")).TextContent);
        dialog.Find(Test("promote-reason")).Input("better");
        dialog.Find(Test("ask-review")).Click();
        Assert.Equal(new RequestPromotion(Model.Id, Aliases.Champion, 2, "better"), Assert.Single(Sender.SentOf<RequestPromotion>()));
        Assert.Equal<(bool, ReviewId?)>((false, review), await answer);
    }

    [Fact]
    public async Task Promote_PressedTwentyTimes_MovesOnce()
    {
        var moved = new TaskCompletionSource<Outcome>();
        Sender.OnAsync<MoveAlias, Outcome>(_ => moved.Task);
        var (dialog, answer) = await OpenAsync();
        dialog.Find(Test("promote-reason")).Input("better");
        var button = dialog.Find(Test("confirm-promote"));
        for (var i = 0; i < 20; i++)
            _ = button.ClickAsync(new());
        await dialog.InvokeAsync(() => moved.SetResult(Outcome.Done));
        Assert.True((await answer).IsMoved);
        Assert.Single(Sender.SentOf<MoveAlias>());
    }

    [Fact]
    public async Task Choice_BeforeTheRulesAreRead_Stays()
    {
        var rules = new TaskCompletionSource<ModelRules>();
        Sender.OnAsync<GetAliasRules, ModelRules>(_ => rules.Task);
        var (dialog, _) = await OpenAsync(Test("promote-version"));
        dialog.Find(Test("promote-version")).Change("1");
        await dialog.InvokeAsync(() => rules.SetResult(RuleSamples.Of(new())));
        dialog.WaitForAssertion(() => Assert.Contains("v1 is champion already", dialog.Find(Test("why-not")).TextContent));
    }

    // The browser may send anything: a version or an alias that is not offered changes nothing, and ends nothing.
    [Fact]
    public async Task Choice_OfWhatIsNotOffered_ChangesNothing()
    {
        var (dialog, _) = await OpenAsync();
        foreach (var forged in new[] { "99", "-1", "two", "", "2 OR 1=1" })
            dialog.Find(Test("promote-version")).Change(forged);
        foreach (var forged in new[] { "root", "", "champion'--" })
            dialog.Find(Test("promote-alias")).Change(forged);
        Assert.Equal((Aliases.Champion, 2), Assert.Single(Sender.SentOf<GetAliasImpact>().Select(q => (q.Alias, q.Version)).Distinct()));
    }

    [Fact]
    public async Task Delta_OfALossThatRises_IsBad()
    {
        var (dialog, _) = await OpenAsync();
        Assert.Contains("+0.200", dialog.Find(".delta-bad").TextContent);
    }

    [Fact]
    public async Task Refused_ShowsTheSentence_AndTheNextTryCarriesTheNewRevision()
    {
        Sender.On<MoveAlias, Outcome>(q => q.Revision == 9 ? Outcome.Done : Outcome.Refused(Refusal.OfSentence("Somebody moved an alias meanwhile.")));
        var (dialog, answer) = await OpenAsync();
        dialog.Find(Test("promote-reason")).Input("better");
        dialog.Find(Test("confirm-promote")).Click();
        dialog.WaitForAssertion(() => Assert.Contains("Somebody moved an alias meanwhile.", dialog.Find(Test("promote-refusal")).TextContent));
        Assert.False(answer.IsCompleted);

        dialog.Find(Test("confirm-promote")).Click();
        Assert.True((await answer).IsMoved);
        Assert.Equal([7, 9], Sender.SentOf<MoveAlias>().Select(m => m.Revision));
    }

    private async Task<(IRenderedComponent<MudDialogProvider> Dialog, Task<(bool IsMoved, ReviewId? Asked)> Answer)> OpenAsync(string? shown = null)
    {
        Render<MudPopoverProvider>();
        var provider = Render<MudDialogProvider>();
        Task<(bool IsMoved, ReviewId? Asked)>? answer = null;
        await provider.InvokeAsync(() =>
        {
            answer = PromoteDialog.ShowAsync(Services.GetRequiredService<IDialogService>(), Model, Aliases.Champion, 2);
        });
        provider.WaitForElement(shown ?? Test("impact"));
        return (provider, answer!);
    }

    private static VersionSummary Version(int number, double accuracy, params string[] aliases) =>
        new(
            ModelVersionId.New(),
            number,
            MetricSet.OfOlderRuns.PrimarySpec,
            MetricValues.Of(("val_loss", 0.5), ("val_accuracy", accuracy)),
            "EfficientNetLite0",
            "Feature extraction",
            "emoji",
            1,
            RunId.New(),
            number,
            null,
            null,
            aliases,
            1_000,
            new string('a', 64),
            default
        );
}
