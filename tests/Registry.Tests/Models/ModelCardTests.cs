using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Models;

public sealed class ModelCardTests : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Administer)]);
    private static readonly Caller Ben = new("ben", null, [new(Permission.Administer)]);
    private RegistryFixture registry = null!;
    private ModelId model;
    private ModelVersionId version;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        var run = await registry.AddFinishedRunAsync(await registry.AddDatasetAsync("pets", 20), [0.9]);
        var added = (await registry.Models.AddVersionAsync("net", await registry.ContentsOfAsync(run), Anna, Cancelled)).Value!;
        (model, version) = (added.Model, (await registry.SendAsync(Anna, new GetModelVersion("net", 1)))!.Version.Id);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Facts_AreThoseOfTheRegistry_AndChangeWithIt()
    {
        var card = await CardAsync();
        Assert.Equal(Enum.GetValues<CardSection>(), card.Parts.Select(part => part.Section));
        Assert.Contains("net v1", Facts(card, CardSection.What));
        Assert.Contains("40 examples in dataset pets v1", Facts(card, CardSection.Data));
        Assert.Contains("accuracy 0.9 on the validation examples", Facts(card, CardSection.Metrics));
        Assert.Contains("judged on validation examples alone", Facts(card, CardSection.Limits));
        Assert.All(card.Classes, one => Assert.True(one.Seen > 0));
        Assert.Equal(40, card.Classes.Sum(one => one.Seen));

        // A gate judges: the card says so, and no longer that nobody did.
        var review = await registry.Get<IReviewStore>().RequestAsync(new(model, "champion", 1, "why"), Anna, Cancelled);
        var judged = await GateBench.JudgeAsync(registry, review.Value);
        card = await CardAsync();
        Assert.Contains($"examples of the holdout that it never saw", Facts(card, CardSection.Metrics));
        Assert.DoesNotContain("judged on validation examples alone", Facts(card, CardSection.Limits));
        Assert.Equal(1, judged.Report!.Candidate.Version);
    }

    [Fact]
    public async Task Words_OfTwoWriters_AreNotOverwritten_AndEarlierOnesStayReadable()
    {
        Assert.True((await registry.SendAsync(Anna, new WriteModelCard(version, CardSection.Use, "To sort **pets**.", ""))).IsDone);
        var second = await registry.SendAsync(Ben, new WriteModelCard(version, CardSection.Use, "To sort mail.", ""));
        Assert.Equal((EditedText.Conflict, "To sort **pets**."), (second.Reason!.Code, second.Reason.Find("now")!.Text));
        Assert.True((await registry.SendAsync(Ben, new WriteModelCard(version, CardSection.Use, "To sort pets and mail.", "To sort **pets**."))).IsDone);
        // The same again is no further version of it.
        Assert.True((await registry.SendAsync(Ben, new WriteModelCard(version, CardSection.Use, "To sort pets and mail."))).IsDone);
        var use = (await CardAsync()).Parts.Single(part => part.Section == CardSection.Use);
        Assert.Equal([("To sort pets and mail.", "ben"), ("To sort **pets**.", "anna")], use.Written.Select(words => (words.Text, words.By)));
        Assert.Equal("To sort pets and mail.", use.Text);
        // Taken away, and still readable.
        Assert.True((await registry.SendAsync(Ben, new WriteModelCard(version, CardSection.Use, "  ", use.Text))).IsDone);
        use = (await CardAsync()).Parts.Single(part => part.Section == CardSection.Use);
        Assert.Equal(("", 3), (use.Text, use.Written.Count));
    }

    [Theory]
    [InlineData(99, "words", "card.section")]
    [InlineData(0, "a\u0000b", "text.control")]
    public async Task Words_ThatCantBe_AreRefused(int section, string text, string code) =>
        Assert.Equal(code, (await registry.SendAsync(Anna, new WriteModelCard(version, (CardSection)section, text))).Reason?.Code);

    [Fact]
    public async Task Words_ThatAreTooLong_AreRefused_AndNothingIsStored()
    {
        var refused = await registry.SendAsync(Anna, new WriteModelCard(version, CardSection.Data, new('x', WriteModelCard.Longest + 1)));
        Assert.Equal("text.tooLong", refused.Reason?.Code);
        Assert.Empty((await CardAsync()).Parts.SelectMany(part => part.Written));
    }

    [Fact]
    public async Task Card_OfNoVersion_IsNone()
    {
        Assert.Null(await registry.SendAsync(Anna, new GetModelCard("net", 2)));
        Assert.Equal(
            Core.Refusals.RefusalKind.NotFound,
            (await registry.SendAsync(Anna, new WriteModelCard(ModelVersionId.New(), CardSection.Use, "x"))).Reason?.Kind
        );
    }

    private async Task<ModelCard> CardAsync() => (await registry.SendAsync(Anna, new GetModelCard("net", 1)))!;

    private static string Facts(ModelCard card, CardSection section) =>
        string.Join('\n', card.Parts.Single(part => part.Section == section).Facts.Select(fact => fact.Sentence));
}
