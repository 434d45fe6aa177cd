"""The small tables behind the sample: units, courses, the grade scale, the grid of the week."""

GRADES = (
    ("AA", "4.00", True),
    ("BA", "3.50", True),
    ("BB", "3.00", True),
    ("CB", "2.50", True),
    ("CC", "2.00", True),
    ("DC", "1.50", True),
    ("DD", "1.00", True),
    ("S", None, True),
    ("EX", None, True),
    ("FD", "0.50", False),
    ("FF", "0.00", False),
    ("NA", "0.00", False),
    ("U", None, False),
    ("W", None, False),
)

# the lowest score out of 100 that earns each letter
SCORES = {"AA": 90, "BA": 85, "BB": 80, "CB": 75, "CC": 70, "DC": 65, "DD": 60, "FD": 50, "FF": 0}

# faculty code, name, English name, departments: numeric code, prefix, name, English name
FACULTIES = (
    (
        "MUH",
        "Mühendislik Fakültesi",
        "Faculty of Engineering",
        (
            ("811", "BIL", "Bilgisayar Mühendisliği", "Computer Engineering"),
            ("812", "ELK", "Elektrik-Elektronik Mühendisliği", "Electrical and Electronics Engineering"),
            ("813", "INS", "İnşaat Mühendisliği", "Civil Engineering"),
        ),
    ),
    (
        "FEN",
        "Fen-Edebiyat Fakültesi",
        "Faculty of Arts and Sciences",
        (
            ("821", "MAT", "Matematik", "Mathematics"),
            ("822", "FIZ", "Fizik", "Physics"),
            ("823", "TDE", "Türk Dili ve Edebiyatı", "Turkish Language and Literature"),
        ),
    ),
    (
        "IIB",
        "İktisadi ve İdari Bilimler Fakültesi",
        "Faculty of Economics and Administrative Sciences",
        (
            ("831", "IKT", "İktisat", "Economics"),
            ("832", "ISL", "İşletme", "Business Administration"),
        ),
    ),
)

# Courses that every first-year student takes, by the department that gives them: number, name, credit, semester.
SERVICE = (
    ("821", 119, "Genel Matematik I", "Calculus I", 4, 1),
    ("821", 120, "Genel Matematik II", "Calculus II", 4, 2),
    ("822", 105, "Genel Fizik I", "General Physics I", 4, 1),
    ("822", 106, "Genel Fizik II", "General Physics II", 4, 2),
    ("823", 101, "Türk Dili I", "Turkish I", 2, 1),
    ("823", 102, "Türk Dili II", "Turkish II", 2, 2),
)

BY_DISTANCE_TOO, DISTANCE_SECTION = (101, 102, 480), 20  # numbers of courses that have a section by distance as well

# Names of a department's own courses; the number tells year and semester.
SUBJECTS = {
    "811": ("Programlamaya Giriş", "Ayrık Yapılar", "Veri Yapıları", "Sayısal Tasarım", "Algoritmalar", "İşletim Sistemleri",
            "Veritabanı Sistemleri", "Bilgisayar Ağları", "Derleyiciler", "Yapay Zekâ"),
    "812": ("Devreler", "Sinyaller", "Elektronik", "Elektromanyetik", "Denetim Kuramı", "Haberleşme", "Güç Sistemleri",
            "Mikroişlemciler", "Antenler", "Robotik"),
    "813": ("Statik", "Dinamik", "Mukavemet", "Malzeme Bilimi", "Yapı Analizi", "Betonarme", "Zemin Mekaniği", "Hidrolik",
            "Ulaştırma", "Çelik Yapılar"),
    "821": ("Soyut Matematik", "Doğrusal Cebir", "Analiz", "Cebir", "Topoloji", "Diferansiyel Denklemler", "Olasılık",
            "Geometri", "Sayılar Kuramı", "Karmaşık Analiz"),
    "822": ("Mekanik", "Dalgalar", "Modern Fizik", "Termodinamik", "Kuantum", "Optik", "Katıhal", "Elektrodinamik",
            "Çekirdek Fiziği", "Gökbilim"),
    "823": ("Osmanlı Türkçesi", "Eski Türk Edebiyatı", "Dilbilim", "Halk Edebiyatı", "Yeni Türk Edebiyatı", "Ağız Bilgisi",
            "Metin Çözümleme", "Lehçeler", "Eleştiri", "Şiir"),
    "831": ("İktisada Giriş", "Mikroiktisat", "Makroiktisat", "İstatistik", "Ekonometri", "Para ve Banka", "Kamu Maliyesi",
            "Uluslararası İktisat", "Oyun Kuramı", "Türkiye Ekonomisi"),
    "832": ("İşletmeye Giriş", "Muhasebe", "Pazarlama", "Finans", "Üretim", "İnsan Kaynakları", "Strateji", "Girişimcilik",
            "Yönetim", "Lojistik"),
}  # fmt: skip

GRADUATE_LEVELS = (
    ("master", "YL", "Tezli Yüksek Lisans", 4),
    ("master_nt", "TYL", "Tezsiz Yüksek Lisans", 3),
    ("doctorate", "DR", "Doktora", 8),
    ("doctorate_int", "BDR", "Bütünleşik Doktora", 10),
)

# Hours of the grid: lessons of fifty minutes from 08:40.
STARTS = ("08:40", "09:40", "10:40", "11:40", "13:40", "14:40", "15:40", "16:40")
# Surname ranges by which large must courses are split, in the Turkish alphabet.
HALVES = (("A", "K"), ("L", "Z"))
THIRDS = (("A", "D"), ("E", "Ö"), ("P", "Z"))
