using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// The function that a loaded library calls by a name it imports (ELF, glibc): found in the library's own table of imports and replaced there, so that other
/// libraries keep theirs. What LD_PRELOAD does for a
/// whole process before it starts.
/// </summary>
internal sealed unsafe partial class ImportedFunction
{
    private const int PltRelSize = 2,
        StringTable = 5,
        SymbolTable = 6,
        Relocations = 7,
        RelocationsSize = 8,
        PltRelocations = 23;
    private const int SymbolBytes = 24;

    // Of a function whose address is looked up when it is first called, and when the library is loaded.
    private static readonly uint[] Kinds = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? [1026, 1025] : [7, 6];

    private readonly nint* _slot;

    private ImportedFunction(nint* slot) => _slot = slot;

    /// <param name="library">As the loader gave it.</param>
    /// <returns>Null where the library imports no such function.</returns>
    public static ImportedFunction? Find(nint library, string name)
    {
        // glibc's handle is its link_map: load address, name, dynamic section.
        var map = (nint*)library;
        var (address, tables) = (map[0], new Dictionary<long, nint>());
        for (var entry = (long*)map[2]; entry[0] != 0; entry += 2)
        {
            tables[entry[0]] = (nint)entry[1];
        }
        foreach (var (table, size) in new[] { (PltRelocations, PltRelSize), (Relocations, RelocationsSize) })
        {
            if (!tables.TryGetValue(table, out var at) || !tables.TryGetValue(size, out var bytes))
            {
                continue;
            }
            // Offset, symbol and kind, addend.
            for (var entry = (long*)at; entry < (long*)(at + bytes); entry += 3)
            {
                var symbol = (uint)((ulong)entry[1] >> 32);
                if (symbol != 0 && Kinds.Contains((uint)entry[1]) && NameOf(tables, symbol) == name)
                {
                    return new((nint*)(address + entry[0]));
                }
            }
        }
        return null;
    }

    /// <returns>False where the table's memory may not be written.</returns>
    public bool Replace(void* function)
    {
        var page = (nint)_slot & -Environment.SystemPageSize;
        const int ReadWrite = 3;
        if (Protect(page, (nuint)Environment.SystemPageSize, ReadWrite) != 0)
        {
            return false;
        }
        Volatile.Write(ref *_slot, (nint)function);
        return true;
    }

    private static string? NameOf(Dictionary<long, nint> tables, uint symbol) =>
        Marshal.PtrToStringUTF8(tables[StringTable] + *(int*)(tables[SymbolTable] + (symbol * SymbolBytes)));

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint bytes, int access);
}
