using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class RegisterDialogTests : DashboardContext
{
    [Fact]
    public async Task Register_PressedTwentyTimes_RegistersOnce()
    {
        var answer = new TaskCompletionSource<Outcome<RegisteredVersion>>();
        Sender.On<ListModels, IReadOnlyList<ModelSummary>>(_ => []);
        Sender.OnAsync<RegisterModel, Outcome<RegisteredVersion>>(_ => answer.Task);
        var provider = await OpenAsync("pets");
        var button = provider.WaitForElement(Test("register-confirm"));

        for (var i = 0; i < 20; i++)
            _ = button.ClickAsync(new());
        await provider.InvokeAsync(() => answer.SetResult(new RegisteredVersion(ModelId.New(), "pets", 1)));

        Assert.Single(Sender.SentOf<RegisterModel>());
    }

    // What it proposes it must take.
    [Theory]
    [InlineData("my pets (2024)", "my pets 2024")]
    [InlineData("Röntgenbilder / Brust", "Röntgenbilder Brust")]
    [InlineData("宠物", "宠物")]
    public async Task Proposal_IsAValidName(string dataset, string proposed)
    {
        Sender.On<ListModels, IReadOnlyList<ModelSummary>>(_ => []);
        Sender.On<RegisterModel, Outcome<RegisteredVersion>>(q =>
            ModelName.TryParse(q.ModelName) is { IsDone: true } name
                ? new RegisteredVersion(ModelId.New(), name.Value.Value, 1)
                : Outcome<RegisteredVersion>.Refused(Refusal.OfSentence("Expected a name."))
        );
        var provider = await OpenAsync(dataset);
        Assert.Equal(proposed, provider.Find(Test("model-name")).GetAttribute("value"));
        provider.Find(Test("register-confirm")).Click();
        Assert.Equal(proposed, Assert.Single(Sender.SentOf<RegisterModel>()).ModelName);
        Assert.Empty(provider.FindAll(Test("register-refusal")));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(string dataset)
    {
        Render<MudPopoverProvider>();
        var provider = Render<MudDialogProvider>();
        var details = Samples.Details(Samples.Row(1) with { Dataset = dataset });
        await provider.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<RegisterDialog>("Register", new DialogParameters<RegisterDialog> { { d => d.Details, details } })
        );
        provider.WaitForElement(Test("register-confirm"));
        return provider;
    }
}
