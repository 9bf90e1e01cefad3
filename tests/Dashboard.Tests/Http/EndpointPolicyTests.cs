using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Every address says who may ask it, and nothing of the dashboard reaches the registry but by requests.</summary>
public sealed class EndpointPolicyTests
{
    // For everybody: what holds nothing of the registry.
    private static readonly string[] Open = ["/health/live", "/health/ready", "/sign-in", "/sign-in/code", "/sign-in/provider/done", "/set-up", "/join"];

    private static readonly Dictionary<string, string> Expected = new()
    {
        ["/media/{key}"] = Policies.View,
        ["/media/{key}/thumb"] = Policies.View,
        ["/drawn/{key:guid}"] = Policies.View,
        ["/runs/{id:guid}/files/{name}"] = Policies.View,
        ["/runs/{id:guid}/model.onnx"] = Policies.View,
        ["/models/{name}/versions/{number:int}/model.keras"] = Policies.View,
        ["/models/{name}/versions/{number:int}/card.md"] = Policies.View,
        ["/models/{name}/versions/{number:int}/model.onnx"] = Policies.View,
        ["/datasets/{id:guid}/versions/{number:int}/{format}.zip"] = Policies.View,
        ["/uploads/{id:guid}"] = Policies.Contribute,
        ["/uploads/{id:guid}/finish"] = Policies.Contribute,
    };

    [Fact]
    public async Task EveryEndpoint_HasAPolicy()
    {
        await using var edge = await EdgeHost.StartAsync();
        var endpoints = edge
            .Endpoints.Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !Path(e).StartsWith("/test/", StringComparison.Ordinal))
            .ToList();
        Assert.All(
            endpoints,
            e => Assert.True(IsOpen(e) ? Open.Contains(Path(e)) : PolicyOf(e) is not null, $"Expected a policy for {e.DisplayName}; received none.")
        );
        foreach (var (path, policy) in Expected)
            Assert.All(
                endpoints.Where(e => Path(e) == path).ToList() is { Count: > 0 } found ? found : throw new InvalidOperationException(path),
                e => Assert.Equal(policy, PolicyOf(e))
            );
        // All others are pages, and what carries them.
        Assert.All(endpoints.Where(e => !Expected.ContainsKey(Path(e)) && !IsOpen(e)), e => Assert.Equal(Policies.View, PolicyOf(e)));
        Assert.Contains(endpoints, e => Path(e) == "/_blazor/negotiate");
        Assert.Contains(endpoints, e => Path(e) == "/runs/{Id}");
    }

    [Fact]
    public async Task Endpoint_WithoutAPolicy_IsForTheAdministrator()
    {
        await using var edge = await EdgeHost.StartAsync();
        var fallback = await edge.Get<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        Assert.Equal(Permission.Administer, Assert.IsType<PermissionRequirement>(Assert.Single(fallback!.Requirements)).Permission);
    }

    // A store, a reader or the whole feed would answer whoever asks.
    [Fact]
    public void NothingOfTheDashboard_TakesInTheRegistryItself()
    {
        var taken = new List<string>();
        foreach (var type in typeof(MediaEndpoints).Assembly.GetTypes())
        {
            const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            var injected = type.GetProperties(all).Where(p => p.GetCustomAttribute<InjectAttribute>() is not null).Select(p => p.PropertyType);
            var constructed = type.GetConstructors(all).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType);
            var handled =
                type.Namespace?.Contains(".Http", StringComparison.Ordinal) == true
                    ? type.GetMethods(all).SelectMany(m => m.GetParameters()).Select(p => p.ParameterType)
                    : [];
            taken.AddRange(injected.Concat(constructed).Concat(handled).Where(IsOfTheRegistry).Select(t => $"{type.Name} takes {t.Name}"));
        }
        // These two give each page what its caller may hear.
        Assert.Equal(
            ["FollowedRun takes IRunFeed", "LiveRuns takes IRunFeed", "RunListFeed takes IRunFeed", "SharedRuns takes IRunFeed"],
            taken.Distinct().Order(StringComparer.Ordinal)
        );

        static bool IsOfTheRegistry(Type type) =>
            type.Assembly.GetName().Name == "MlOpsDashboard.Registry"
            || type.Namespace == "MediatR" && type.Name == "IMediator"
            || type.Assembly == typeof(IArtifactStore).Assembly
                && type.IsInterface
                && (
                    type.Name.EndsWith("Store", StringComparison.Ordinal)
                    || type.Name.EndsWith("Ledger", StringComparison.Ordinal)
                    || type.Name is "IRunFeed" or "IFeatureHistory" or "IObjectProjects"
                );
    }

    [Fact]
    public async Task Stranger_IsNoCaller() =>
        Assert.Null(await new LocalCallers().FindAsync(new ClaimsPrincipal(new ClaimsIdentity()), TestContext.Current.CancellationToken));

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.Trim('/');

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static string? PolicyOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
}
