using MediatR;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Callers;

/// <summary>Who may send what: every request there is, with every permission, on objects of two projects.</summary>
public sealed class PermissionMatrixTests(TwoProjects projects) : IClassFixture<TwoProjects>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. SampleRequests.Types.Select(t => t.Name)];

    private TeamProject Own => projects.Own;
    private TeamProject Others => projects.Others;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_IsPassedOn_ExactlyWhereItsPermissionHolds(string name)
    {
        var request = Request(name, Own);
        var needed = ((IGuarded)request).Needs.Permission;
        var everywhere = ((IGuarded)request).Needs is { Objects.Count: 0, Seen.Count: 0 };
        var ofAll = ((IGuarded)request).Needs.IsOfAll;
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var asked = await AskAsync(With(permission, Own.Project), request);
            Assert.True(asked.IsPassedOn == (permission >= needed && !ofAll), $"{name} with {permission}: {asked.Answer}");
            if (!asked.IsPassedOn)
                Assert.Equal(RefusalKind.Forbidden, asked.Answer!.Kind);
            // Of another project nothing is said, whatever one may do at home.
            var stranger = await AskAsync(With(permission, Others.Project), request);
            Assert.True(stranger.IsPassedOn == (everywhere && permission >= needed && !ofAll), $"{name} by a stranger with {permission}: {stranger.Answer}");
            if (!everywhere)
                Assert.True(stranger.Answer is null or { Kind: RefusalKind.NotFound }, $"{stranger.Answer}");
        }
        foreach (var permission in Enum.GetValues<Permission>())
            Assert.True(
                (await AskAsync(new Caller("anna", null, [new(permission)]), request)).IsPassedOn == (permission >= needed),
                $"{name} with {permission} everywhere"
            );
        Assert.False((await AskAsync(new Caller("nobody", null, []), request)).IsPassedOn);
        Assert.True((await AskAsync(Caller.LocalOwner, request)).IsPassedOn);
    }

    // The answer must not tell that there is such a thing.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_OnAnothersObject_AnswersAsOnOneThatNeverWas(string name)
    {
        if (((IGuarded)Request(name, Own)).Needs is { Objects.Count: 0, Seen.Count: 0 })
            return;
        var caller = With(Permission.Administer, Own.Project);
        var (foreign, never) = (await AskAsync(caller, Request(name, Others)), await AskAsync(caller, Request(name, TeamProject.Unknown)));
        Assert.False(foreign.IsPassedOn);
        Assert.False(never.IsPassedOn);
        Assert.Equal(TeamProject.Unknown.Masked(never.Answer?.Sentence), Others.Masked(foreign.Answer?.Sentence));
        Assert.Equal((never.Answer?.Kind, never.Answer?.Code), (foreign.Answer?.Kind, foreign.Answer?.Code));
    }

    [Fact]
    public async Task EveryRequest_HasItsSample_AndNoneHasNoNeeds()
    {
        Assert.Equal(SampleRequests.Types, SampleRequests.All(Own).Select(r => r.GetType()).OrderBy(t => t.Name, StringComparer.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync<Unguarded, int>(Caller.LocalOwner, new()));
    }

    private static Caller With(Permission permission, ProjectId project) => new("anna", null, [new(permission, project)]);

    private static object Request(string name, TeamProject team) => SampleRequests.Of(SampleRequests.Types.Single(t => t.Name == name), team);

    private Task<Asked> AskAsync(Caller caller, object request) =>
        (Task<Asked>)
            GetType()
                .GetMethod(
                    nameof(AskAsync),
                    2,
                    System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance,
                    null,
                    [typeof(Caller), Type.MakeGenericMethodParameter(0)],
                    null
                )!
                .MakeGenericMethod(request.GetType(), SampleRequests.AnswerOf(request.GetType()))
                .Invoke(this, [caller, request])!;

    // Through every behaviour of the pipeline; the handler, which may need a worker, is a note that it was reached.
    private async Task<Asked> AskAsync<TRequest, TAnswer>(Caller caller, TRequest request)
        where TRequest : IRequest<TAnswer>
    {
        await using var scope = projects.Registry.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(caller);
        var reached = false;
        RequestHandlerDelegate<TAnswer> handler = () =>
        {
            reached = true;
            return Task.FromResult(default(TAnswer)!);
        };
        foreach (var behavior in scope.ServiceProvider.GetServices<IPipelineBehavior<TRequest, TAnswer>>().Reverse())
        {
            var next = handler;
            handler = () => behavior.Handle(request, Cancelled, next);
        }
        try
        {
            return new(await handler() is Outcome { Reason: { } reason } ? reason : null, reached);
        }
        catch (RefusedException refused)
        {
            return new(refused.Reason, reached);
        }
    }

    private sealed record Asked(Refusal? Answer, bool IsPassedOn);

    private sealed record Unguarded : IRequest<int>;
}
