using System.Reflection;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What is found by scanning the program's own assemblies, so that adding one of a kind edits no list.</summary>
public static class ProgramTypes
{
    private const string Prefix = "MlOpsDashboard.";

    /// <summary>Those that are loaded.</summary>
    public static IReadOnlyList<Assembly> Assemblies =>
        [.. AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.GetName().Name?.StartsWith(Prefix, StringComparison.Ordinal) == true)];

    /// <summary>One of each class of an assembly that is a <typeparamref name="T"/> and needs nothing to be made.</summary>
    public static IEnumerable<T> Create<T>(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false } && typeof(T).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null)
        .Select(type => (T)Activator.CreateInstance(type)!);
}
