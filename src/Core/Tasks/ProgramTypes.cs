using System.Reflection;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What is found by scanning the program's own assemblies, so that adding one of a kind edits no list. Scanned once, and again when another of them
/// is loaded.</summary>
public static class ProgramTypes
{
    private const string Prefix = "MlOpsDashboard.";
    private static int _loaded;

    static ProgramTypes() =>
        AppDomain.CurrentDomain.AssemblyLoad += (_, load) =>
        {
            if (IsOurs(load.LoadedAssembly))
                Interlocked.Increment(ref _loaded);
        };

    /// <summary>One of each class of the loaded assemblies that is a <typeparamref name="T"/> and needs nothing to be made.</summary>
    public static IReadOnlyList<T> All<T>()
    {
        var (scanned, found) = Scan<T>.Last;
        var loaded = Volatile.Read(ref _loaded);
        if (found is not null && scanned == loaded)
            return found;
        T[] now = [.. AppDomain.CurrentDomain.GetAssemblies().Where(IsOurs).SelectMany(Create<T>)];
        Scan<T>.Last = Tuple.Create<int, T[]?>(loaded, now);
        return now;
    }

    private static bool IsOurs(Assembly assembly) => !assembly.IsDynamic && assembly.GetName().Name?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static IEnumerable<T> Create<T>(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type =>
                type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false }
                && typeof(T).IsAssignableFrom(type)
                && type.GetConstructor(Type.EmptyTypes) is not null
            )
            .Select(type => (T)Activator.CreateInstance(type)!);

    // A reference, so that count and finds are always of one scan.
    private static class Scan<T>
    {
        public static volatile Tuple<int, T[]?> Last = Tuple.Create<int, T[]?>(0, null);
    }
}
