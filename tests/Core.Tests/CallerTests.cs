using System.Text.RegularExpressions;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests;

/// <summary>Every request says which permission it needs, and nobody asks as somebody that the code made up.</summary>
public sealed partial class CallerTests
{
    private static readonly IReadOnlyList<Type> Requests =
    [
        .. typeof(Outcome).Assembly.GetTypes().Where(t => !t.IsInterface && t.IsAssignableTo(typeof(IBaseRequest))),
    ];

    [Fact]
    public void EveryRequest_SaysWhichPermissionItNeeds()
    {
        Assert.NotEmpty(Requests);
        var silent = Requests.Where(t => !t.IsAssignableTo(typeof(IGuarded))).Select(t => t.Name).ToList();
        Assert.True(silent.Count == 0, $"Expected every request to say which permission it needs ({nameof(IGuarded)}); received {string.Join(", ", silent)}.");
    }

    // An id that a request carries is an object it touches: forgotten, anybody could reach it.
    [Fact]
    public void EveryRequest_ThatCarriesAnId_NamesIt()
    {
        var forgotten = Requests
            .Where(t => t.GetProperties().Any(p => IsId(p.PropertyType)) && Sources(t) is var text && !Names().IsMatch(text))
            .Select(t => t.Name);
        Assert.Empty(forgotten);

        static bool IsId(Type type) =>
            (Nullable.GetUnderlyingType(type) ?? type) is var bare
            && (
                // An account belongs to no project, and so does its token.
                bare != typeof(PersonId)
                    && bare != typeof(AccessTokenId)
                    && bare.Name.EndsWith("Id", StringComparison.Ordinal)
                    && bare.Namespace == typeof(RunId).Namespace
                || bare.IsGenericType && bare.GetGenericArguments() is [var item] && IsId(item)
            );
    }

    // A request elsewhere would be none that this test sees.
    [Fact]
    public void Requests_StandInCore()
    {
        var elsewhere = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/src/Core/", StringComparison.Ordinal))
            .Where(f => Declares().IsMatch(File.ReadAllText(f)));
        Assert.Empty(elsewhere.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    // Sign-in changes one place.
    [Fact]
    public void TheLocalOwner_IsMadeInOnePlace()
    {
        var places = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("Caller.LocalOwner", StringComparison.Ordinal));
        Assert.Equal(["src/Dashboard/Callers/LocalCallers.cs"], places.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    [Theory]
    [InlineData(Permission.View, true, false)]
    [InlineData(Permission.Contribute, true, false)]
    [InlineData(Permission.Review, false, false)]
    public void May_HoldsThePermissionsBeforeIt_WhereItWasGiven(Permission asked, bool here, bool elsewhere)
    {
        var caller = new Caller("anna", null, [new(Permission.Contribute, ProjectId.Default)]);
        Assert.Equal((here, elsewhere), (caller.May(asked, ProjectId.Default), caller.May(asked, ProjectId.New())));
        Assert.False(caller.MayEverywhere(asked));
        Assert.True(Caller.LocalOwner.MayEverywhere(asked));
    }

    [Fact]
    public void Audience_IsWhatIsSeen()
    {
        var (one, two) = (ProjectId.New(), ProjectId.New());
        var anna = new Caller("anna", null, [new(Permission.View, one), new(Permission.Review, two)]);
        Assert.Equal(anna.Audience, new Caller("ben", null, [new(Permission.Contribute, two), new(Permission.View, one)]).Audience);
        Assert.NotEqual(anna.Audience, new Caller("ben", null, [new(Permission.View, one)]).Audience);
        Assert.Equal("*", Caller.LocalOwner.Audience);
        Assert.Equal(anna, new Caller("anna", null, [new(Permission.View, one), new(Permission.Review, two)]));
    }

    [Fact]
    public void CurrentCaller_IsOneForTheWholeScope()
    {
        var current = new CurrentCaller();
        Assert.Throws<InvalidOperationException>(() => current.Value);
        current.Set(Caller.LocalOwner);
        current.Set(Caller.LocalOwner);
        Assert.Throws<InvalidOperationException>(() => current.Set(new("anna", null, [])));
        Assert.Equal("local user", current.Value.User);
    }

    [Fact]
    public void CallerFeed_PassesOnWhatItsCallerSees_AndWhatIsOfNoProjectOnlyToWhoSeesAll()
    {
        var feed = new RunFeed();
        var (anna, owner) = (new List<ProjectId>(), new List<ProjectId>());
        using var one = new CallerFeed(feed, () => new("anna", null, [new(Permission.View, ProjectId.Default)])).Subscribe(null, n => anna.Add(n.Project));
        using var two = new CallerFeed(feed, () => Caller.LocalOwner).Subscribe(null, n => owner.Add(n.Project));
        foreach (var project in new[] { ProjectId.Default, ProjectId.New(), default })
            feed.Publish(new(RunId.New(), [], null) { Project = project });
        Assert.Equal([ProjectId.Default], anna);
        Assert.Equal(3, owner.Count);
    }

    private static string Sources(Type request)
    {
        var text = string.Join(
            '\n',
            Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "src", "Core"), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );
        var begin = text.IndexOf($"public sealed record {request.Name}(", StringComparison.Ordinal);
        if (begin < 0)
            begin = text.IndexOf($"public sealed record {request.Name} ", StringComparison.Ordinal);
        return text[begin..(text.IndexOf("\n}", begin, StringComparison.Ordinal) + 2)];
    }

    // One of the ways of Needs with something between its brackets.
    [GeneratedRegex(@"Needs =>\s+Needs\.\w+\([^)\s]")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?:record|class|struct) \w+[^;{]*:\s*[^;{]*\bIRequest\b")]
    private static partial Regex Declares();
}
