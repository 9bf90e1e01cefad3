namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Of endpoints that programs may ask by a personal access token: files that are sent or taken away. Pages and their circuits take none.</summary>
internal sealed class AcceptsTokensAttribute : Attribute
{
    /// <summary>Whether the request shows a token where one is taken. Such a request is judged by its token alone: its cookie is not looked at.</summary>
    public static bool Applies(HttpContext context) =>
        IsShown(context.Request)
        && context.GetEndpoint()?.Metadata.GetMetadata<AcceptsTokensAttribute>() is not null
        && context.RequestServices.GetService<SignIn.BearerSignIn.Enabled>() is not null;

    /// <summary>Whether the request shows a token, right or wrong.</summary>
    public static bool IsShown(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
