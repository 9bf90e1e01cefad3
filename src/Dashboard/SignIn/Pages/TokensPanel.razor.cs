using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using ISender = MlOpsDashboard.Dashboard.Services.ISender;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>The person's tokens: made, shown once, revoked.</summary>
public sealed partial class TokensPanel
{
    private static readonly int[] Days = [7, 30, CreateAccessToken.DefaultDays, 180, CreateAccessToken.MostDays];
    private IReadOnlyList<AccessTokenView> tokens = [];
    private IReadOnlyList<ProjectView> projects = [];
    private NewAccessToken? made;
    private string? problem;
    private string? said;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private CurrentCaller Caller { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "make-token")]
    private TokenForm? Form { get; set; }

    /// <summary>The token to revoke.</summary>
    [SupplyParameterFromForm(FormName = "revoke-token")]
    private string? Revoked { get; set; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        tokens = await Sender.Send(new ListAccessTokens(), Context.RequestAborted);
        projects = await Sender.Send(new ListProjects(), Context.RequestAborted);
    }

    // A browser may say what is not offered: then nothing is made.
    private async Task MakeAsync()
    {
        var permission = Enum.GetValues<Permission>().Where(p => p.ToString() == Form?.Permission).Select(p => (Permission?)p).FirstOrDefault();
        var project = projects.FirstOrDefault(p => p.Id.ToString() == Form?.Project);
        if (permission is null || Form is not { Name: { } name } || project is null && Form.Project is { Length: > 0 })
            return;
        _ = int.TryParse(Form.Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        var answer = await Sender.Send(new CreateAccessToken(name, permission.Value, project?.Id, days), Context.RequestAborted);
        (problem, made) = (answer.Refusal, answer.Value);
        await LoadAsync();
    }

    private async Task RevokeAsync()
    {
        if (tokens.FirstOrDefault(t => t.Id.ToString() == Revoked) is not { } token)
            return;
        problem = (await Sender.Send(new RevokeAccessToken(token.Id), Context.RequestAborted)).Refusal;
        said = problem is null ? Texts["TokenRevoked", token.Name].Value : null;
        await LoadAsync();
    }

    private string ProjectOf(AccessTokenView token) =>
        token.Project is { } id ? projects.FirstOrDefault(p => p.Id == id)?.Name ?? Texts["LostProject"].Value : Texts["AllProjects"].Value;

    /// <summary>What is typed and chosen.</summary>
    public sealed class TokenForm
    {
        public string? Name { get; set; }

        public string? Permission { get; set; }

        public string? Project { get; set; }

        public string? Days { get; set; }
    }
}
